// All 4,294,967,296 IPv4 addresses in TCP4 lines. Line number x has the source address x and as its
// destination another that is different for each x, so that every address stands in both places
// once, and every port 65,536 times. The records are known from the number alone.
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tests/long/part.h"
#include "tests/oracle.h"
#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kBatch = 256;  // one value of the last octet each

// The text of a small number, for copying seven bytes whatever its size.
struct Text {
  char bytes[7];
  uint8_t size;
};

// Numbers below `count`, each followed by `end`.
std::vector<Text> TextsBelow(uint32_t count, char end) {
  std::vector<Text> texts(count);
  for (uint32_t i = 0; i < count; ++i) {
    const std::string text = std::to_string(i) + end;
    texts[i].size = static_cast<uint8_t>(text.copy(texts[i].bytes, sizeof(texts[i].bytes)));
  }
  return texts;
}

class InetWorker {
 public:
  InetWorker()
      : before_dot_(TextsBelow(256, '.')),
        before_space_(TextsBelow(256, ' ')),
        ports_(TextsBelow(65536, ' ')),
        buffers_(kBatch) {
    expected_.headers.resize(kBatch);
    expected_.endpoints.resize(kBatch);
    expected_.ok = kBatch;
  }

  std::optional<std::string> Run(uint64_t upper) {
    char* at = memory_.data();
    for (uint32_t i = 0; i < kBatch; ++i) {
      at = WriteLine(static_cast<uint32_t>(upper << 8) | i, at, i);
    }
    for (const Witness& witness : EngineWitnesses()) {
      if (auto difference = BatchDifference(witness, buffers_, {}, true, expected_, scratch_)) {
        return difference;
      }
    }
    return std::nullopt;
  }

 private:
  // Writes seven bytes; those behind the text are overwritten by the next.
  static char* Append(char* at, const Text& text) {
    std::memcpy(at, text.bytes, sizeof(text.bytes));
    return at + text.size;
  }

  char* AppendInet(char* at, uint32_t address, uint8_t* expected) {
    for (size_t i = 0; i < 4; ++i) {
      expected[i] = static_cast<uint8_t>(address >> (24 - 8 * i));
      at = Append(at, i == 3 ? before_space_[expected[i]] : before_dot_[expected[i]]);
    }
    return at;
  }

  // Returns what is behind the line.
  char* WriteLine(uint32_t x, char* begin, size_t i) {
    // Odd factors: no two x give the same.
    const uint32_t destination = x * 2654435761U + 12345;
    const auto source_port = static_cast<uint16_t>(destination >> 16);
    const auto destination_port = static_cast<uint16_t>((x ^ x >> 16) * 40503U);

    Endpoints& endpoints = expected_.endpoints[i];
    std::memcpy(begin, "PROXY TCP4 ", 11);
    char* at = AppendInet(begin + 11, x, endpoints.source);
    const auto offset = [&] { return static_cast<int>(at - begin); };
    const int destination_offset = offset();
    at = AppendInet(at, destination, endpoints.destination);
    const int source_port_offset = offset();
    at = Append(at, ports_[source_port]);
    const int destination_port_offset = offset();
    at = Append(at, ports_[destination_port]);
    --at;  // the space
    std::memcpy(at, "\r\n", 2);
    at += 2;

    endpoints.source_port = source_port;
    endpoints.destination_port = destination_port;
    endpoints.family_number = 1;
    endpoints.transport_number = 1;
    const auto size = static_cast<size_t>(at - begin);
    expected_.headers[i] =
        OkV1(0x11, size, destination_offset, source_port_offset, destination_port_offset);
    buffers_[i] = {begin, size};
    return at;
  }

  std::vector<Text> before_dot_;
  std::vector<Text> before_space_;
  std::vector<Text> ports_;
  std::array<char, kBatch * 56 + 8> memory_;
  std::vector<Buffer> buffers_;
  Records expected_{};
  Records scratch_;
};

}  // namespace

Part ExhaustiveInet() {
  return {"IPv4 addresses and ports of TCP4 lines", uint64_t{1} << 24, kBatch, [] {
            return [worker = std::make_shared<InetWorker>()](uint64_t piece) {
              return worker->Run(piece);
            };
          }};
}

}  // namespace simdproxy::testing
