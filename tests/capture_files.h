// Capture files built byte by byte, from the descriptions of their formats.
#ifndef SIMDPROXY_TESTS_CAPTURE_FILES_H_
#define SIMDPROXY_TESTS_CAPTURE_FILES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace simdproxy::testing {

/// LINKTYPE_ numbers, https://www.tcpdump.org/linktypes.html
enum LinkType : uint32_t {
  kLinkNull = 0,
  kLinkEthernet = 1,
  kLinkRaw = 101,
  kLinkIeee80211 = 105,
  kLinkLoop = 108,
  kLinkSll = 113,
  kLinkIpv4 = 228,
  kLinkIpv6 = 229,
  kLinkSll2 = 276,
};

enum class ByteOrder { kLittle, kBig };

inline std::string Word(uint64_t value, size_t size, ByteOrder order) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i, value >>= 8) bytes[i] = static_cast<char>(value & 0xFF);
  if (order == ByteOrder::kBig) std::ranges::reverse(bytes);
  return bytes;
}

/// 2026-01-02T03:04:05Z; packet n comes n microseconds later.
inline constexpr uint32_t kCaptureStart = 1'767'323'045;

/// A pcap file. Packets are cut to `snap_length` bytes.
class PcapFile {
 public:
  struct Options {
    uint32_t link = kLinkEthernet;
    ByteOrder order = ByteOrder::kLittle;
    bool nanoseconds = false;
    size_t snap_length = 262144;
  };

  PcapFile() : PcapFile(Options{}) {}
  explicit PcapFile(const Options& options) : options_(options) {
    bytes_ = W(options.nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4, 4) + W(2, 2) + W(4, 2) + W(0, 8) +
             W(options.snap_length, 4) + W(options.link, 4);
  }

  PcapFile& Add(const std::string& frame) {
    const size_t size = std::min(frame.size(), options_.snap_length);
    const uint32_t fraction = ++packets_ * (options_.nanoseconds ? 1000 : 1);
    bytes_ += W(kCaptureStart, 4) + W(fraction, 4) + W(size, 4) + W(frame.size(), 4) +
              frame.substr(0, size);
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string W(uint64_t value, size_t size) const { return Word(value, size, options_.order); }

  Options options_;
  std::string bytes_;
  uint32_t packets_ = 0;
};

/// A pcapng file, little-endian, times in microseconds.
class PcapngFile {
 public:
  PcapngFile() { Block(0x0A0D0D0A, W(0x1A2B3C4D, 4) + W(1, 2) + W(0, 2) + W(~uint64_t{0}, 8)); }

  PcapngFile& AddInterface(uint32_t link, uint32_t snap_length = 262144) {
    return Block(1, W(link, 2) + W(0, 2) + W(snap_length, 4));
  }

  PcapngFile& Add(uint32_t interface, std::string frame) {
    const uint64_t time = uint64_t{kCaptureStart} * 1'000'000 + ++packets_;
    const std::string size = W(frame.size(), 4);
    frame.resize((frame.size() + 3) / 4 * 4);
    return Block(
        6, W(interface, 4) + W(time >> 32, 4) + W(time & 0xFFFFFFFF, 4) + size + size + frame);
  }

  /// A block of any type: custom ones are to be skipped.
  PcapngFile& Block(uint32_t type, const std::string& body) {
    const std::string length = W(body.size() + 12, 4);
    bytes_ += W(type, 4) + length + body + length;
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  static std::string W(uint64_t value, size_t size) {
    return Word(value, size, ByteOrder::kLittle);
  }

  std::string bytes_;
  uint32_t packets_ = 0;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_CAPTURE_FILES_H_
