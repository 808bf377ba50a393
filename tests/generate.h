// Headers of every kind from a seed, sound ones and mutated ones, into a caller's buffer.
#ifndef SIMDPROXY_TESTS_GENERATE_H_
#define SIMDPROXY_TESTS_GENERATE_H_

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace simdproxy::testing {

/// SplitMix64, public domain, by S. Vigna.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }
  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>((Next() >> 32) * bound >> 32); }
  bool OneIn(uint32_t n) { return Below(n) == 0; }

 private:
  uint64_t state_;
};

class Generator {
 public:
  static constexpr size_t kCapacity = 1024;

  explicit Generator(uint64_t seed) : random_(seed) {}
  Random& random() { return random_; }

  /// The next input: about one in three is sound. Valid until the next call.
  std::string_view Next() {
    NextSound();
    for (uint32_t i = random_.Below(3); i != 0 && size_ != 0; --i) Mutate();
    return {text_.data(), size_};
  }

  /// The next input before mutations: a header that is mostly sound, and sometimes payload.
  std::string_view NextSound() {
    size_ = 0;
    if (random_.OneIn(2)) {
      MakeV1();
    } else {
      MakeV2();
    }
    if (random_.OneIn(4)) Append("GET / HTTP/1.1\r\n");
    return {text_.data(), size_};
  }

 private:
  void Append(std::string_view text) {
    const size_t count = std::min(text.size(), kCapacity - size_);
    std::memcpy(text_.data() + size_, text.data(), count);
    size_ += count;
  }
  void AppendByte(uint32_t byte) {
    if (size_ < kCapacity) text_[size_++] = static_cast<char>(byte);
  }
  void AppendNumber(uint32_t number, int base = 10) {
    char digits[12];
    const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), number, base);
    Append({digits, static_cast<size_t>(end - digits)});
  }

  void AppendInet() {
    for (int i = 0; i < 4; ++i) {
      if (i != 0) AppendByte('.');
      AppendNumber(random_.OneIn(64) ? random_.Below(400) : random_.Below(256) >> random_.Below(8));
    }
  }

  void AppendGroup() {
    const size_t begin = size_;
    if (random_.OneIn(16)) AppendByte('0');
    AppendNumber(random_.Below(65536) >> random_.Below(16), 16);
    if (random_.OneIn(3)) {
      for (size_t i = begin; i < size_; ++i) {
        if (text_[i] >= 'a') text_[i] = static_cast<char>(text_[i] - 32);
      }
    }
  }

  // Mostly eight groups' worth, with "::" anywhere, and sometimes a dotted quad at the end.
  void AppendInet6() {
    const bool compressed = random_.OneIn(2);
    const bool dotted = random_.OneIn(6);
    const uint32_t whole = (dotted ? 6U : 8U) - (random_.OneIn(40) ? 1 : 0) + random_.OneIn(40);
    const uint32_t groups = compressed ? random_.Below(whole) : whole;
    const uint32_t gap = random_.Below(groups + 1);
    for (uint32_t i = 0; i < groups; ++i) {
      if (compressed && i == gap) {
        Append("::");
      } else if (i != 0) {
        AppendByte(':');
      }
      AppendGroup();
    }
    if (compressed && gap == groups) Append("::");
    if (dotted) {
      if (text_[size_ - 1] != ':') AppendByte(':');
      AppendInet();
    }
  }

  void AppendPort() {
    AppendNumber(random_.OneIn(32) ? random_.Below(100000)
                                   : random_.Below(65536) >> random_.Below(16));
  }

  void MakeV1() {
    Append("PROXY ");
    const uint32_t draw = random_.Below(20);
    if (draw < 2) {
      Append("UNKNOWN");
      if (random_.OneIn(2)) {
        AppendByte(' ');
        for (uint32_t i = random_.Below(110); i != 0; --i) {
          constexpr uint8_t kOdd[] = {'\r', '\n', '\0', ' '};
          AppendByte(random_.OneIn(24) ? kOdd[random_.Below(4)] : 0x20 + random_.Below(95));
        }
      }
    } else {
      const bool inet6 = draw < 11;
      Append(inet6 ? "TCP6 " : "TCP4 ");
      inet6 ? AppendInet6() : AppendInet();
      AppendByte(' ');
      inet6 ? AppendInet6() : AppendInet();
      AppendByte(' ');
      AppendPort();
      AppendByte(' ');
      AppendPort();
    }
    Append("\r\n");
  }

  void PutLength(size_t at, size_t length) {
    text_[at] = static_cast<char>(length >> 8);
    text_[at + 1] = static_cast<char>(length);
  }

  void AppendTlvs() {
    constexpr uint8_t kTypes[] = {1, 2, 3, 4, 5, 0x20, 0x30, 0xE0, 0xEA, 0xEE, 0xFF, 0};
    for (uint32_t i = random_.Below(5); i != 0; --i) {
      const uint8_t type = kTypes[random_.Below(sizeof(kTypes))];
      const uint32_t size = type == 3 && !random_.OneIn(8) ? 4 : random_.Below(40);
      AppendByte(type);
      AppendByte(0);
      AppendByte(size);
      if (type == 3 && checksum_ == 0) checksum_ = size_;
      for (uint32_t k = 0; k < size; ++k) AppendByte(static_cast<uint32_t>(random_.Next()));
    }
    if (random_.OneIn(24)) AppendByte(random_.Below(256));
  }

  // Of the whole header, with the four bytes at checksum_ taken as zeros: bit by bit.
  void FixChecksum() {
    std::memset(text_.data() + checksum_, 0, 4);
    uint32_t crc = ~0U;
    for (size_t i = 0; i < size_; ++i) {
      crc ^= static_cast<uint8_t>(text_[i]);
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0x82F63B78 & (0 - (crc & 1)));
    }
    crc = ~crc;
    for (size_t i = 0; i < 4; ++i) text_[checksum_ + i] = static_cast<char>(crc >> (24 - 8 * i));
  }

  void MakeV2() {
    constexpr size_t kBlocks[] = {0, 12, 36, 216};
    Append({"\r\n\r\n\0\r\nQUIT\n", 12});
    const bool local = random_.OneIn(6);
    const uint32_t family = random_.OneIn(8) ? random_.Below(4) : 1 + random_.Below(2);
    const uint32_t transport = random_.OneIn(3) ? random_.Below(3) : 1;
    AppendByte(local ? 0x20 : 0x21);
    AppendByte(local && random_.OneIn(3) ? random_.Below(256) : family << 4 | transport);
    AppendByte(0);
    AppendByte(0);
    checksum_ = 0;
    if (!local || random_.OneIn(2)) {
      for (size_t i = 0; i < kBlocks[family]; ++i)
        AppendByte(static_cast<uint32_t>(random_.Next()));
    }
    if (random_.OneIn(2)) AppendTlvs();
    PutLength(14, size_ - 16);
    if (checksum_ != 0 && checksum_ + 4 <= size_ && !random_.OneIn(4)) FixChecksum();
    if (random_.OneIn(32)) PutLength(14, size_ - 17 + random_.Below(3));
    if (random_.OneIn(64)) PutLength(14, random_.Below(65536));
  }

  void Mutate() {
    constexpr std::string_view kBytes("\r\n \t\0.:0159afFPTUQ4x%\xFF\x11\x20\x21", 25);
    const uint32_t at = random_.Below(static_cast<uint32_t>(size_));
    // The head decides most.
    const uint32_t near = random_.OneIn(2) ? random_.Below(std::min(16U, at + 1)) : at;
    const char byte = kBytes[random_.Below(kBytes.size())];
    switch (random_.Below(6)) {
      case 0:
        text_[near] = byte;
        break;
      case 1:
        text_[near] = static_cast<char>(text_[near] ^ 1 << random_.Below(8));
        break;
      case 2:
        std::memmove(text_.data() + at, text_.data() + at + 1, size_ - at - 1);
        --size_;
        break;
      case 3:
        if (size_ == kCapacity) break;
        std::memmove(text_.data() + at + 1, text_.data() + at, size_ - at);
        text_[at] = byte;
        ++size_;
        break;
      case 4:
        size_ = random_.OneIn(2) ? at : near;
        break;
      default:
        text_[at] = static_cast<char>(random_.Next());
        break;
    }
  }

  Random random_;
  std::array<char, kCapacity> text_{};
  size_t size_ = 0;
  size_t checksum_ = 0;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_GENERATE_H_
