#include "tools/simdproxy/capture/file.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <utility>

namespace simdproxy::capture {
namespace {

constexpr size_t kBufferSize = size_t{256} << 10;

ssize_t ReadCookie(void* cookie, char* to, size_t size) {
  return (*static_cast<File::Read*>(cookie))(to, size);
}

uint32_t Load32(std::span<const std::byte> bytes, size_t at) {
  uint32_t value;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

// As either byte order has it.
bool IsEither(uint32_t value, uint32_t magic) {
  return value == magic || value == __builtin_bswap32(magic);
}

}  // namespace

bool LooksLikeCapture(std::span<const std::byte> head) {
  if (head.size() < kMagicSize) return false;
  const uint32_t first = Load32(head, 0);
  for (const uint32_t magic : {0xA1B2C3D4U, 0xA1B23C4DU, 0xA1B2CD34U}) {
    if (IsEither(first, magic)) return true;
  }
  // pcapng: a section header block, whose type reads the same from both ends.
  return first == 0x0A0D0D0AU && IsEither(Load32(head, 8), 0x1A2B3C4DU);
}

bool IsCapture(const tool::OpenInput& input, tool::InputFormat format) {
  return format == tool::InputFormat::kPcap ||
         (format == tool::InputFormat::kAuto && LooksLikeCapture(input.head()));
}

File::File(Read read) : read_(std::move(read)), buffer_(kBufferSize) {
  FILE* const stream = fopencookie(
      &read_, "r", {.read = ReadCookie, .write = nullptr, .seek = nullptr, .close = nullptr});
  if (stream == nullptr) {
    error_ = "cannot be opened as a stream";
    return;
  }
  std::setvbuf(stream, buffer_.data(), _IOFBF, buffer_.size());
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_.reset(
      pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, error.data()));
  if (pcap_ == nullptr) {
    std::fclose(stream);
    error_ = error.data();
    return;
  }
  link_type_ = pcap_datalink(pcap_.get());
}

File::~File() = default;

bool File::Next(Packet& packet) {
  pcap_pkthdr* head = nullptr;
  const u_char* data = nullptr;
  const int result = pcap_next_ex(pcap_.get(), &head, &data);
  if (result == 1) {
    packet.mark = {.number = ++packets_,
                   .seconds = head->ts.tv_sec,
                   .nanoseconds = head->ts.tv_usec};  // as it was opened for
    packet.bytes = {data, head->caplen};
    packet.cut = head->caplen < head->len;
    return true;
  }
  if (result == PCAP_ERROR) error_ = pcap_geterr(pcap_.get());
  return false;
}

}  // namespace simdproxy::capture
