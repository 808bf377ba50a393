// simdproxy_bench_corpus KIND COUNT FILE: the inputs of a row for parsers in other languages, with
// the answers that they should give.
//
// FILE holds for each input its size (32 bits, little-endian), the Header and the Endpoints of the
// reference (16 and 40 bytes, header.h), and its bytes.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bench/corpus.h"
#include "core/reference/reference.h"

namespace simdproxy::bench {
namespace {

bool Write(const Corpus& corpus, std::FILE* file) {
  for (const Buffer& buffer : corpus.buffers()) {
    Endpoints endpoints{};
    const Header header = reference::Decode(
        {static_cast<const std::byte*>(buffer.data), buffer.size}, {}, &endpoints);
    const auto size = static_cast<uint32_t>(buffer.size);
    if (std::fwrite(&size, sizeof(size), 1, file) != 1 ||
        std::fwrite(&header, sizeof(header), 1, file) != 1 ||
        std::fwrite(&endpoints, sizeof(endpoints), 1, file) != 1 ||
        std::fwrite(buffer.data, 1, buffer.size, file) != buffer.size) {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace simdproxy::bench

int main(int argc, char** argv) {
  using simdproxy::bench::Kind;
  if (argc == 4) {
    for (int i = 0; i <= static_cast<int>(Kind::kRealistic); ++i) {
      const auto kind = static_cast<Kind>(i);
      if (KindName(kind) != argv[1]) continue;
      std::FILE* const file = std::fopen(argv[3], "wb");
      const simdproxy::bench::Corpus corpus(kind, std::strtoul(argv[2], nullptr, 10), 0);
      const bool written = file != nullptr && simdproxy::bench::Write(corpus, file);
      if (written && std::fclose(file) == 0) return 0;
      std::perror(argv[3]);
      return 1;
    }
  }
  std::fprintf(stderr, "usage: simdproxy_bench_corpus KIND COUNT FILE\n");
  return 2;
}
