// Random inputs for differential tests: headers of both versions, mutated, cut off and followed by
// payload. Deterministic, allocates nothing, and takes a fraction of a microsecond an input.
#ifndef SIMDPROXY_TESTS_MUTATE_H_
#define SIMDPROXY_TESTS_MUTATE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "tests/generate_v1.h"
#include "tests/generate_v2.h"
#include "tests/rng.h"

namespace simdproxy::testing {

/// No input of InputGenerator is larger: two v2 headers of up to 930 bytes each.
inline constexpr size_t kMaxInputSize = 2048;

/// Changes an input in memory of kMaxInputSize bytes: one edit a call.
class Mutator {
 public:
  Mutator(Rng& rng, uint8_t* data, size_t size) : rng_(rng), data_(data), size_(size) {}

  size_t size() const { return size_; }

  void Mutate() {
    if (size_ == 0) return Insert();
    switch (rng_.Below(16)) {
      case 0:
      case 1:
      case 2:
        return void(data_[Position()] = OddByte());
      case 3:
      case 4:
        return Insert();
      case 5:
        return Erase(Position(), 1);
      case 6:
        return FlipBit();
      case 7:
        return void(size_ = rng_.Below(size_ + 1));
      case 8:
        return DuplicateField();
      case 9:
        return SwapFields();
      case 10:
        return EraseField();
      case 11:
      case 12:
        return ChangeLength();
      case 13:
        return StepByte();
      case 14:
        return Lengthen();
      default:
        return RepairSum();
    }
  }

 private:
  // Bytes that mean something to one of the two formats, and their neighbours.
  uint8_t OddByte() {
    static constexpr char kAlphabet[] =
        "0123456789abcdefABCDEFgG/:;@`'.,- +%[]xTCP46UNKOW\r\n\t\r\n\r\n\0  ::"
        "\x03\x04\x05\x10\x11\x12\x1F\x20\x21\x22\x2F\x30\x31\x32\x3F\x40\x7F\x80\x8D\x8A\xA0\xEA"
        "\xFF\xFE";
    if (rng_.OneIn(8)) return rng_.Byte();
    return static_cast<uint8_t>(kAlphabet[rng_.Below(sizeof(kAlphabet) - 1)]);
  }

  // Any offset; half of them near the start, but behind what tells the versions apart.
  size_t Position() { return size_ > 32 && rng_.OneIn(2) ? 6 + rng_.Below(26) : rng_.Below(size_); }

  void Insert() { InsertRun(rng_.Below(size_ + 1), 1, OddByte()); }
  void InsertRun(size_t at, size_t count, uint8_t value) {
    if (size_ + count > kMaxInputSize) return;
    std::memmove(data_ + at + count, data_ + at, size_ - at);
    std::memset(data_ + at, value, count);
    size_ += count;
  }
  void Erase(size_t at, size_t count) {
    std::memmove(data_ + at, data_ + at + count, size_ - at - count);
    size_ -= count;
  }
  void FlipBit() { data_[Position()] ^= static_cast<uint8_t>(1U << rng_.Below(8)); }
  // '9' to ':', '/' to '0', 'f' to 'g' ...
  void StepByte() { data_[Position()] += static_cast<uint8_t>(rng_.OneIn(2) ? 1 : 255); }
  // Repeats a byte: zeros in front, a long field, a line over its limit.
  void Lengthen() {
    static constexpr uint8_t kCounts[] = {1, 2, 3, 4, 5, 8, 15, 16, 31, 60, 64, 70, 90};
    const size_t at = Position();
    InsertRun(at, rng_.Pick(kCounts), data_[at]);
  }

  bool IsV2() const {
    return size_ >= 16 && std::memcmp(data_, kV2SignatureText.data(), kV2SignatureText.size()) == 0;
  }

  void ChangeLength() {
    if (!IsV2()) return Insert();
    static constexpr uint16_t kSteps[] = {1, 0xFFFF, 2, 0xFFFE, 3, 0xFFFD, 4, 12, 0x100, 0xFF00};
    StoreBig16(data_ + 14, LoadBig16(data_ + 14) + rng_.Pick(kSteps));
  }

  // Where fields begin, in ascending order, the end of the last one included.
  static constexpr size_t kMaxFields = 16;
  size_t Fields(size_t (&at)[kMaxFields]) const {
    size_t count = 0;
    at[count++] = 0;
    if (!IsV2()) {
      const size_t end = std::min<size_t>(size_, 107);
      for (size_t i = 0; i < end && count < kMaxFields - 2; ++i) {
        if (data_[i] == ' ' && i + 1 < end) at[count++] = i + 1;
        if (data_[i] == '\r' && i != 0) {
          at[count++] = i;
          break;
        }
      }
    } else {
      const unsigned family = data_[13] >> 4 & 3;
      const size_t address = family == 1 ? 4 : family == 2 ? 16 : family == 3 ? 108 : 0;
      const size_t end = std::min(size_, 16 + LoadBig16(data_ + 14));
      size_t next = 16;
      for (int i = 0; i < 2 && address != 0 && next + address < end; ++i) {
        at[count++] = next;
        next += address;
      }
      next = 16 + kBlockSizes[family];
      while (next + 3 <= end && count < kMaxFields - 2) {
        at[count++] = next;
        next += 3 + LoadBig16(data_ + next + 1);
      }
      if (at[count - 1] < end) at[count++] = end;
    }
    if (at[count - 1] < size_) at[count++] = size_;
    return count - 1;
  }

  // Most edits of a v2 header keep its length right: else everything behind is one fault.
  void AddToLength(size_t change) {
    if (IsV2() && !rng_.OneIn(4)) StoreBig16(data_ + 14, LoadBig16(data_ + 14) + change);
  }

  void DuplicateField() {
    size_t at[kMaxFields];
    const size_t fields = Fields(at);
    if (fields == 0) return;
    const size_t i = rng_.Below(fields);
    const size_t count = at[i + 1] - at[i];
    if (size_ + count > kMaxInputSize) return;
    std::memmove(data_ + at[i + 1], data_ + at[i], size_ - at[i]);
    size_ += count;
    AddToLength(count);
  }
  void SwapFields() {
    size_t at[kMaxFields];
    const size_t fields = Fields(at);
    if (fields < 2) return;
    const size_t i = rng_.Below(fields - 1);
    std::rotate(data_ + at[i], data_ + at[i + 1], data_ + at[i + 2]);
  }
  void EraseField() {
    size_t at[kMaxFields];
    const size_t fields = Fields(at);
    if (fields == 0) return;
    const size_t i = rng_.Below(fields);
    Erase(at[i], at[i + 1] - at[i]);
    AddToLength(at[i] - at[i + 1]);
  }

  // Makes the checksum right again, so that a mutated header can get past it.
  void RepairSum() {
    if (!IsV2()) return Insert();
    const size_t size = 16 + LoadBig16(data_ + 14);
    if (size > size_) return;
    const bool local = (data_[12] & 0x0F) == 0;
    size_t at = 16 + (local && rng_.OneIn(2) ? 0 : kBlockSizes[data_[13] >> 4 & 3]);
    while (at + 7 <= size) {
      if (data_[at] == 3 && LoadBig16(data_ + at + 1) == 4) {
        return StoreSum(data_ + at + 3, SumOf(data_, size, at + 3));
      }
      at += 3 + LoadBig16(data_ + at + 1);
    }
  }

  Rng& rng_;
  uint8_t* data_;
  size_t size_;
};

/// A stream of inputs that depends on its seed alone.
class InputGenerator {
 public:
  explicit InputGenerator(uint64_t seed) : rng_(seed) {}

  Rng& rng() { return rng_; }

  /// Writes a header as a sender might, without payload, to `out` (room for kMaxInputSize); returns
  /// its size. Nearly all of them are ok while TLVs are not checked.
  size_t NextHeader(uint8_t* out) {
    Writer writer(out);
    WriteHeader(writer, false);
    return writer.size();
  }

  /// Writes any input to `out` (room for kMaxInputSize) and returns its size: a header, every other
  /// one mutated, some cut off, most followed by payload. Every other one is of version 1.
  size_t Next(uint8_t* out) {
    Writer writer(out);
    if (rng_.OneIn(64)) {
      writer.Random(rng_, rng_.Below(140));
      return writer.size();
    }
    WriteHeader(writer, true);
    const size_t header = writer.size();
    WritePayload(writer);
    // Edits are to hit the header more often than the payload: they know no more than this.
    Mutator mutator(rng_, out, rng_.OneIn(2) ? writer.size() : header);
    for (uint32_t edits = rng_.OneIn(2) ? 0 : 1 + rng_.Below(3); edits != 0; --edits) {
      mutator.Mutate();
    }
    const size_t size = mutator.size();
    return rng_.OneIn(8) ? rng_.Below(size + 1) : size;
  }

 private:
  void WriteHeader(Writer& writer, bool faults) {
    const uint32_t kind = rng_.Below(16);
    if (kind < 8) return WriteTcpLine(rng_, writer, faults);
    if (kind == 8) return WriteUnknownLine(rng_, writer, faults);
    if (kind == 9 && faults && rng_.OneIn(4)) return WriteBadToken(rng_, writer);
    WriteV2(rng_, writer, faults);
  }

  void WritePayload(Writer& writer) {
    static constexpr std::string_view kPayloads[] = {"", "\r\n",
                                                     "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "443\r\n",
                                                     "PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n"};
    const uint32_t kind = rng_.Below(8);
    if (kind < std::size(kPayloads)) return writer.Text(kPayloads[kind]);
    if (kind == 6) return writer.Fill(rng_.Below(100), rng_.OneIn(2) ? 0 : 0xFF);
    if (kind == 7) return WriteV2(rng_, writer, true);
    writer.Random(rng_, rng_.Below(64));
  }

  Rng rng_;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_MUTATE_H_
