// Ports and groups of INET6 addresses as text in pieces of eight bytes, for encode_v1-inl.h.

#if defined(SIMDPROXY_CORE_SRC_ENCODE_TEXT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_ENCODE_TEXT_INL_H_
#undef SIMDPROXY_CORE_SRC_ENCODE_TEXT_INL_H_
#else
#define SIMDPROXY_CORE_SRC_ENCODE_TEXT_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// A piece: digits with leading zeros, what separates them from the next piece, and in byte 7 how
// many bits those zeros are. Shifted right by as many, it is what stands in the line, with anything
// behind it.
HWY_INLINE uint64_t ShiftedPiece(const uint64_t* piece) {
  const uint64_t bytes = LoadLittle64(piece);
  return bytes >> (bytes >> 56);
}

// Digits of a port, and of a group.
inline constexpr uint32_t kPortDigits = 5;
inline constexpr uint32_t kGroupDigits = 4;

#if HWY_TARGET == HWY_SCALAR  // has no 16-byte blocks

// Pieces of `count` ports, source and destination in turn; CR LF follows the latter.
HWY_INLINE void PortPieces(const uint16_t* ports, size_t count, uint64_t* pieces) {
  for (size_t i = 0; i < count; ++i) {
    uint64_t text = uint64_t{'\n'} << 48 | (i % 2 == 0 ? uint64_t{' '} : uint64_t{'\r'}) << 40;
    uint32_t left = ports[i];
    for (int k = kPortDigits - 1; k >= 0; --k, left /= 10) {
      text |= uint64_t{'0' + left % 10} << 8 * k;
    }
    const uint32_t zeros =
        (ports[i] < 10) + (ports[i] < 100) + (ports[i] < 1000) + (ports[i] < 10000);
    StoreLittle64(pieces + i, text | uint64_t{8 * zeros} << 56);
  }
}

// Pieces of the groups of one address, ':' between them and a space behind the last. Returns the
// mask of those that are zero; sizes: bytes of each piece.
HWY_INLINE uint32_t GroupPieces(const uint8_t* address, uint64_t* pieces, uint64_t* sizes) {
  uint32_t mask = 0;
  *sizes = 0;
  for (uint32_t i = 0; i < 8; ++i) {
    const uint32_t group = LoadBig16(address + 2 * i);
    uint64_t text = (i == 7 ? uint64_t{' '} : uint64_t{':'}) << 32;
    for (uint32_t k = 0; k < kGroupDigits; ++k) {
      text |= uint64_t{static_cast<uint8_t>("0123456789abcdef"[group >> (12 - 4 * k) & 15])}
              << 8 * k;
    }
    const uint32_t zeros = (group < 0x10) + (group < 0x100) + (group < 0x1000);
    StoreLittle64(pieces + i, text | uint64_t{8 * zeros} << 56);
    *sizes |= uint64_t{kGroupDigits + 1 - zeros} << 8 * i;
    mask |= static_cast<uint32_t>(group == 0) << i;
  }
  return mask;
}

#else

namespace hn = hwy::HWY_NAMESPACE;

// Two bytes of a 16-bit lane in memory order.
template <class D, class V>
HWY_INLINE V Pair(D, V first, V second) {
#if HWY_IS_BIG_ENDIAN
  return hn::Or(hn::ShiftLeft<8>(first), second);
#else
  return hn::Or(first, hn::ShiftLeft<8>(second));
#endif
}

// One for each lane where a > b.
template <class D, class V>
HWY_INLINE V CountGreater(D d, V a, uint16_t b) {
  return hn::IfThenElseZero(hn::Gt(a, hn::Set(d, b)), hn::Set(d, uint16_t{1}));
}

// Pieces of `count` ports, source and destination in turn; CR LF follows the latter. `count` is
// rounded up to a multiple of 32.
HWY_INLINE void PortPieces(const uint16_t* ports, size_t count, uint64_t* pieces) {
  const hn::CappedTag<uint16_t, 32> d;
  const auto set = [d](int value) HWY_ATTR { return hn::Set(d, static_cast<uint16_t>(value)); };
  const auto separator = hn::OddEven(set('\r'), set(' '));
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto port = hn::LoadU(d, ports + i);
    // Quotients by multiplication, exact for all 16-bit ports: 10000 as 16 * 625.
    const auto ten_thousands = hn::ShiftRight<3>(hn::MulHigh(hn::ShiftRight<4>(port), set(839)));
    const auto below = hn::Sub(port, hn::Mul(ten_thousands, set(10000)));
    const auto hundreds = hn::ShiftRight<3>(hn::MulHigh(below, set(5243)));  // 0 to 99
    const auto rest = hn::Sub(below, hn::Mul(hundreds, set(100)));           // 0 to 99
    const auto thousand = hn::MulHigh(hundreds, set(6554));
    const auto hundred = hn::Sub(hundreds, hn::Mul(thousand, set(10)));
    const auto ten = hn::MulHigh(rest, set(6554));
    const auto one = hn::Sub(rest, hn::Mul(ten, set(10)));

    auto digits = CountGreater(d, port, 9);
    digits = hn::Add(digits, CountGreater(d, port, 99));
    digits = hn::Add(digits, CountGreater(d, port, 999));
    digits = hn::Add(digits, CountGreater(d, port, 9999));
    const auto shift = hn::ShiftLeft<3>(hn::Sub(set(kPortDigits - 1), digits));

    const auto zeros = set('0' | '0' << 8);
    hn::StoreInterleaved4(hn::Or(zeros, Pair(d, ten_thousands, thousand)),
                          hn::Or(zeros, Pair(d, hundred, ten)),
                          Pair(d, hn::Or(one, set('0')), separator), Pair(d, set('\n'), shift), d,
                          reinterpret_cast<uint16_t*>(pieces + i));
  }
}

// Pieces of the groups of one address, ':' between them and a space behind the last. Returns the
// mask of those that are zero; sizes: bytes of each piece.
HWY_INLINE uint32_t GroupPieces(const uint8_t* address, uint64_t* pieces, uint64_t* sizes) {
  const hn::FixedTag<uint8_t, 16> d8;
  const hn::FixedTag<uint16_t, 8> d16;
  const hn::FixedTag<uint32_t, 4> d32;
  const hn::Rebind<uint8_t, decltype(d16)> d8x8;
  const auto bytes = hn::LoadU(d8, address);

  const auto high = hn::ShiftRight<4>(bytes);
  const auto low = hn::And(bytes, hn::Set(d8, uint8_t{15}));
  const auto text_of = [d8](auto nibbles) HWY_ATTR {
    const auto letters = hn::IfThenElseZero(hn::Gt(nibbles, hn::Set(d8, uint8_t{9})),
                                            hn::Set(d8, static_cast<uint8_t>('a' - 10 - '0')));
    return hn::Add(hn::Add(nibbles, hn::Set(d8, static_cast<uint8_t>('0'))), letters);
  };
  const auto text03 = hn::BitCast(d32, text_of(hn::InterleaveLower(d8, high, low)));
  const auto text47 = hn::BitCast(d32, text_of(hn::InterleaveUpper(d8, high, low)));

  auto groups = hn::BitCast(d16, bytes);
#if !HWY_IS_BIG_ENDIAN
  groups = hn::Or(hn::ShiftLeft<8>(groups), hn::ShiftRight<8>(groups));
#endif
  auto digits = CountGreater(d16, groups, 0xF);  // behind the first
  digits = hn::Add(digits, CountGreater(d16, groups, 0xFF));
  digits = hn::Add(digits, CountGreater(d16, groups, 0xFFF));
  const auto shift =
      hn::ShiftLeft<3>(hn::Sub(hn::Set(d16, static_cast<uint16_t>(kGroupDigits - 1)), digits));

  alignas(16) static constexpr uint16_t kSeparators[8] = {':', ':', ':', ':', ':', ':', ':', ' '};
  const auto zero = hn::Zero(d16);
  const auto separators = Pair(d16, hn::Load(d16, kSeparators), zero);
  const auto shifts = Pair(d16, zero, shift);
  const auto ends03 = hn::BitCast(d32, hn::InterleaveLower(d16, separators, shifts));
  const auto ends47 = hn::BitCast(d32, hn::InterleaveUpper(d16, separators, shifts));

  auto* const out = reinterpret_cast<uint32_t*>(pieces);
  hn::StoreU(hn::InterleaveLower(d32, text03, ends03), d32, out);
  hn::StoreU(hn::InterleaveUpper(d32, text03, ends03), d32, out + 4);
  hn::StoreU(hn::InterleaveLower(d32, text47, ends47), d32, out + 8);
  hn::StoreU(hn::InterleaveUpper(d32, text47, ends47), d32, out + 12);

  // A group has one digit more, and its separator.
  const hn::RebindToSigned<decltype(d16)> d16s;
  const auto sizes16 = hn::BitCast(d16s, hn::Add(digits, hn::Set(d16, uint16_t{2})));
  uint8_t sizes8[8];
  hn::StoreU(hn::DemoteTo(d8x8, sizes16), d8x8, sizes8);
  *sizes = LoadLittle64(sizes8);

  uint8_t mask[8] = {};
  hn::StoreMaskBits(d16, hn::Eq(groups, zero), mask);
  return mask[0];
}

#endif  // HWY_TARGET == HWY_SCALAR

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
