// TLV areas behind headers of every family: structure and checksum by every decoder, iterator,
// look-up and typed readers against a plain walk, and CRC32C of any span.
//
// An input of this target is a byte that says what stands in front (see MakeHeader), then the area.
#include <algorithm>
#include <array>
#include <vector>

#include "fuzz/common/check_decode.h"
#include "fuzz/common/mutator.h"
#include "fuzz/common/naive_tlv.h"
#include "fuzz/common/placement.h"
#include "tests/oracle.h"
#include "tests/tlv_areas.h"

namespace simdproxy::fuzz {

const char kFuzzTarget[] = "tlv";

namespace {

// Puts the right sum, or one that is wrong in the bits of `flip`, into the first CRC32C entry of
// four bytes.
void RepairSum(std::vector<uint8_t>& header, size_t begin, uint32_t flip) {
  for (size_t at = begin; header.size() - at >= 7;) {
    const size_t size = testing::LoadBig16(header.data() + at + 1);
    if (header[at] == 3 && size == 4) {
      testing::StoreSum(header.data() + at + 3,
                        flip ^ testing::SumOf(header.data(), header.size(), at + 3));
      return;
    }
    if (header.size() - at - 3 < size) return;
    at += 3 + size;
  }
}

// Bits of the first byte: 0 to 1 family, 2 LOCAL, 3 the block is left out, 4 the sum is made right,
// 5 payload behind the header, 6 a family that is not defined, 7 one bit of the sum is wrong.
std::vector<uint8_t> MakeHeader(Bytes input) {
  const auto control = static_cast<unsigned>(input[0]);
  const unsigned family = control & 3;
  std::vector<uint8_t> header(testing::kV2SignatureText.begin(), testing::kV2SignatureText.end());
  header.push_back((control & 4) != 0 ? 0x20 : 0x21);
  header.push_back(static_cast<uint8_t>((family | ((control & 0x40) != 0 ? 4 : 0)) << 4 | 1));
  header.resize(16);
  for (size_t i = 0; (control & 8) == 0 && i < testing::kBlockSizes[family]; ++i) {
    header.push_back(static_cast<uint8_t>(i * 37 + 1));
  }
  const size_t begin = header.size();
  for (const std::byte byte : input.subspan(1)) header.push_back(static_cast<uint8_t>(byte));
  testing::StoreBig16(header.data() + 14, header.size() - 16);
  const uint32_t flip = (control & 128) != 0 ? 1U << header.size() % 32 : 0;
  if ((control & 16) != 0) RepairSum(header, begin, flip);
  if ((control & 32) != 0) header.insert(header.end(), {3, 0, 4, 0, 0, 0, 0});
  return header;
}

bool SameEntry(const Tlv& tlv, const NaiveEntry& entry) {
  return tlv.offset == entry.offset && tlv.type == entry.type &&
         tlv.value_offset() == entry.offset + 3 &&
         std::ranges::equal(tlv.value, testing::Bytes(entry.value));
}

void CheckLookUp(const TlvView& view, const NaiveArea& area, Bytes input) {
  std::array<std::vector<const NaiveEntry*>, 256> by_type;
  for (const NaiveEntry& entry : area.entries) by_type[entry.type].push_back(&entry);
  for (size_t type = 0; type < 256; ++type) {
    std::optional<Tlv> found = view.Find(static_cast<uint8_t>(type));
    for (const NaiveEntry* const entry : by_type[type]) {
      Expect(found && SameEntry(*found, *entry), "look-up misses an entry", input);
      found = view.FindNext(*found);
    }
    Expect(!found.has_value(), "look-up finds an entry that is not there", input);
  }
}

void CheckViews(Bytes bytes, Bytes input) {
  const Header header = reference::Decode(bytes);
  if (!header.ok()) return;
  const reference::TlvArea expected = reference::FindTlvArea(bytes, header);
  const NaiveArea area = ReadArea(bytes, expected.begin, expected.end);
  const TlvView partial = TlvsOf(bytes, header);
  const TlvView strict = TlvsOf(bytes, header, Reading::kStrict);

  Expect(partial.begin_offset() == expected.begin && partial.end_offset() == expected.end,
         "TlvsOf gives another area than the reference", input);
  const auto malformed = partial.malformed_offset();
  Expect(malformed.has_value() == area.malformed.has_value() &&
             (!malformed || *malformed == *area.malformed),
         "another malformed entry", input);
  size_t i = 0;
  for (const Tlv tlv : partial) {
    Expect(i < area.entries.size() && SameEntry(tlv, area.entries[i]), "another entry", input);
    ++i;
  }
  Expect(i == area.entries.size(), "entries are missing", input);
  if (area.malformed) {
    Expect(strict.empty() && !strict.Find(3), "strict reading of a malformed area", input);
  } else {
    Expect(static_cast<size_t>(std::ranges::distance(strict)) == i, "strict reading", input);
  }
  CheckLookUp(partial, area, input);
  for (const NaiveEntry& entry : area.entries) {
    const std::string difference = JudgeReaders(bytes.first(header.size()), entry);
    if (!difference.empty()) Fail(difference, input);
  }
}

// The sums of spans of the bytes, of four bytes anywhere read as zeros.
void CheckSums(Bytes bytes, uint64_t hash, Bytes input) {
  constexpr size_t kSpans = 70;
  std::array<Buffer, kSpans> buffers;
  std::array<uint32_t, kSpans> zero_begin;
  std::array<uint32_t, kSpans> expected;
  testing::Rng rng(hash);
  for (size_t i = 0; i < kSpans; ++i) {
    const size_t begin = rng.Below(bytes.size() + 1);
    // Spans of 512 bytes or more go another way than shorter ones: mostly these.
    const size_t most = std::min<size_t>(bytes.size() - begin, rng.OneIn(8) ? 4096 : 300);
    const Bytes span = i == 0 ? bytes : bytes.subspan(begin, rng.Below(most + 1));
    buffers[i] = {span.data(), span.size()};
    zero_begin[i] = rng.OneIn(3) ? UINT32_MAX : rng.Below(span.size() + 6);
    expected[i] = reference::Crc32c(span, zero_begin[i]);
  }
  for (size_t d = 0; d < Decoders().size(); ++d) {
    const Engine* const engine = EngineOf(d);
    const Engine& used = engine != nullptr ? *engine : ActiveEngine();
    std::array<uint32_t, kSpans + 1> sums;
    sums.fill(0xAAAAAAAA);
    const size_t count = 1 + (hash >> 32) % kSpans;
    used.Crc32cBatch(std::span(buffers).first(count), zero_begin.data(), sums.data());
    for (size_t i = 0; i < kSpans; ++i) {
      const Bytes span = testing::BytesOf(buffers[i]);
      const uint32_t one =
          engine != nullptr ? used.Crc32c(span, zero_begin[i], 4) : Crc32c(span, zero_begin[i], 4);
      if (one == expected[i] && (i >= count || sums[i] == expected[i])) continue;
      Fail(Decoders()[d].name + " CRC32C differs from the reference for " + testing::Literal(span) +
               " with zeros at " + std::to_string(zero_begin[i]) + ": " + std::to_string(one) +
               ", in a batch " + std::to_string(sums[i]) + " instead of " +
               std::to_string(expected[i]),
           input);
    }
    Expect(sums[count] == 0xAAAAAAAA, "Crc32cBatch wrote behind its output", input);
    Expect(used.Crc32c(bytes) == reference::Crc32c(bytes, SIZE_MAX), "CRC32C of all bytes", input);
    CountComparisons(d, kSpans + count + 1);
  }
}

void Run(Bytes input) {
  if (input.empty() || input.size() > kMaxInputSize - 256) return;
  static testing::GuardedBuffer memory(kMaxInputSize);
  const std::vector<uint8_t> header = MakeHeader(input);
  const Bytes bytes = std::as_bytes(std::span(header));
  const uint64_t hash = HashOf(input);

  const Bytes at_start = memory.PlaceAtStart(bytes, kSlacks[hash & 1]);
  CheckSingle(at_start, {.check = Check::kTlv}, input);
  const Bytes placed = memory.PlaceAtEnd(bytes);
  CheckSingle(placed, {.check = Check::kCrc}, input);
  // In a batch areas are walked and summed side by side: some of them end before others.
  static testing::GuardedBuffer other_memory(kMaxInputSize);
  const std::vector<uint8_t> half = MakeHeader(input.first(1 + (input.size() - 1) / 2));
  const Bytes other = other_memory.PlaceAtEnd(std::as_bytes(std::span(half)));
  static const std::string many_entries = testing::InetHeader(std::string(36, '\0'), false);
  std::array<Buffer, 21> buffers;
  for (size_t i = 0; i < buffers.size(); ++i) {
    switch (hash >> 2 * i & 3) {
      case 0:
        buffers[i] = {placed.data(), placed.size() - i % (placed.size() + 1)};
        break;
      case 1:
        buffers[i] = {other.data(), other.size()};
        break;
      case 2:
        buffers[i] = {many_entries.data(), many_entries.size()};
        break;
      default:
        buffers[i] = {placed.data(), placed.size()};
    }
  }
  CheckBatch(buffers, {.check = Check::kCrc}, true, input);
  CheckBatch(buffers, {.check = Check::kTlv, .datagram = true}, false, input);
  CheckViews(placed, input);
  CheckSums(placed, hash, input);
}

constexpr uint8_t kTypes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x20, 0x21,
                              0x22, 0x28, 0x30, 0xE0, 0xE1, 0xEA, 0xEE};

// An entry of a size at which some type's rules change.
std::string EdgeEntry(testing::Rng& rng) {
  static constexpr uint16_t kSizes[] = {0, 1, 2, 4, 5, 6, 8, 9, 127, 128, 129, 130, 255, 256};
  const size_t size = rng.Pick(kSizes);
  std::string entry(3 + size, rng.OneIn(2) ? 'a' : static_cast<char>(rng.Byte()));
  entry[0] = static_cast<char>(rng.Pick(kTypes));
  testing::StoreBig16(reinterpret_cast<uint8_t*>(entry.data()) + 1, size);
  if (size != 0 && rng.OneIn(2)) entry[3] = static_cast<char>(rng.Below(5));
  if (!rng.OneIn(3)) return entry;
  // Text at the edges of UTF-8: the last and first of each length, overlong forms, surrogates.
  static constexpr std::string_view kText[] = {"\x7F",
                                               "\xC2\x80",
                                               "\xC1\xBF",
                                               "\xDF\xBF",
                                               "\xE0\xA0\x80",
                                               "\xE0\x9F\xBF",
                                               "\xED\x9F\xBF",
                                               "\xED\xA0\x80",
                                               "\xED\xBF\xBF",
                                               "\xEE\x80\x80",
                                               "\xF0\x90\x80\x80",
                                               "\xF0\x8F\xBF\xBF",
                                               "\xF4\x8F\xBF\xBF",
                                               "\xF4\x90\x80\x80",
                                               "\x80",
                                               "a",
                                               "~",
                                               "\x1F"};
  std::string text;
  for (uint32_t pieces = 1 + rng.Below(4); pieces != 0; --pieces) text += rng.Pick(kText);
  entry = entry.substr(0, 3) + text;
  if (rng.OneIn(2)) entry[0] = 0x02;
  testing::StoreBig16(reinterpret_cast<uint8_t*>(entry.data()) + 1, text.size());
  return entry;
}

size_t Mutate(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  testing::Rng rng(seed);
  if (size < 1 || rng.OneIn(3)) return LLVMFuzzerMutate(data, size, max_size);
  std::string area(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (rng.Below(7)) {
    case 0:
      area = testing::RandomEntries(rng, rng.Below(7));
      break;
    case 1:
      area += testing::RandomEntries(rng, 1);
      break;
    case 2:
      area = testing::RandomEntries(rng, 1) + area;
      break;
    case 3: {  // a length that is off, or one that fits what is left
      if (area.size() < 3) break;
      const size_t at = rng.Below(area.size() - 2);
      auto* const length = reinterpret_cast<uint8_t*>(area.data()) + at + 1;
      const size_t was = testing::LoadBig16(length);
      testing::StoreBig16(length, rng.OneIn(2) ? area.size() - at - 3 : was + rng.Below(3) - 1);
      break;
    }
    case 4:  // a type that means something
      if (!area.empty()) area[rng.Below(area.size())] = static_cast<char>(rng.Pick(kTypes));
      break;
    case 5:
      area = rng.OneIn(2) ? area + EdgeEntry(rng) : EdgeEntry(rng) + area;
      break;
    default:
      if (!area.empty()) area.resize(rng.Below(area.size()) + 1);
  }
  if (rng.OneIn(2)) data[0] = rng.Byte();
  const size_t used = std::min(area.size(), max_size - 1);
  std::copy_n(area.begin(), used, data + 1);
  return 1 + used;
}

}  // namespace
}  // namespace simdproxy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  simdproxy::fuzz::Run(std::as_bytes(std::span(data, size)));
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  return simdproxy::fuzz::Mutate(data, size, max_size, seed);
}
