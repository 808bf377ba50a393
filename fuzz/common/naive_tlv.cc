#include "fuzz/common/naive_tlv.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "simdproxy/tlv.h"

namespace simdproxy::fuzz {
namespace {

std::string_view TextOf(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::string_view TextOf(std::string_view text) { return text; }

bool Printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// RFC 3629, by decoding each code point and asking whether it needed so many bytes.
bool Utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    size_t more = 0;
    while (more < 7 && (lead << more & 0x80) != 0) ++more;
    if (more == 0) {
      ++i;
      continue;
    }
    if (more == 1 || more > 4 || i + more > text.size()) return false;
    uint32_t point = lead & (0x7FU >> more);
    for (size_t k = 1; k < more; ++k) {
      const auto byte = static_cast<uint8_t>(text[i + k]);
      if (byte >> 6 != 2) return false;
      point = point << 6 | (byte & 0x3F);
    }
    static constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kSmallest[more] || point > 0x10FFFF || point >> 11 == 0xD800 >> 11) return false;
    i += more;
  }
  return true;
}

uint64_t Number(std::string_view bytes, bool little_endian = false) {
  std::string text(bytes);
  if (little_endian) std::ranges::reverse(text);
  uint64_t number = 0;
  for (const char c : text) number = number << 8 | static_cast<uint8_t>(c);
  return number;
}

// A reader's answer for a value that must, or must not, be right; right ones yield the bytes.
template <class T>
bool Agrees(const TlvValue<T>& read, bool right, std::string_view value, size_t offset) {
  if (!right) return !read && read.offset == offset;
  return read && TextOf(*read) == value;
}
template <class T>
bool AgreesOnNumber(const TlvValue<T>& read, bool right, uint64_t number, size_t offset) {
  return right ? read && *read == number : !read && read.offset == offset;
}

bool SslAgrees(Bytes header, const Tlv& tlv, const NaiveEntry& entry) {
  const TlvValue<Ssl> strict = ReadSsl(header, tlv);
  const TlvValue<Ssl> partial = ReadSsl(header, tlv, Reading::kPartial);
  if (entry.value.size() < 5) {
    return strict.fault == ValueFault::kBadSize && strict.offset == entry.offset &&
           partial.fault == ValueFault::kBadSize;
  }
  const size_t begin = entry.offset + 3;
  const NaiveArea inside = ReadArea(header, begin + 5, begin + entry.value.size());
  if (inside.malformed) {
    if (strict.fault != ValueFault::kBadSubEntry || strict.offset != *inside.malformed ||
        partial.offset != *inside.malformed) {
      return false;
    }
  } else if (!strict || !partial) {
    return false;
  }
  const auto client = static_cast<uint8_t>(entry.value[0]);
  if (partial.value.client != client ||
      partial.value.verify != Number(std::string_view(entry.value).substr(1, 4)) ||
      partial.value.tls() != ((client & 1) != 0) ||
      partial.value.verified() != (partial.value.verify == 0 && (client & 6) != 0)) {
    return false;
  }
  size_t i = 0;
  for (const Tlv sub : partial.value.entries) {
    if (i == inside.entries.size() || sub.offset != inside.entries[i].offset ||
        sub.type != inside.entries[i].type || TextOf(sub.value) != inside.entries[i].value) {
      return false;
    }
    ++i;
  }
  return i == inside.entries.size();
}

// RFC 7301 section 3.1: the names fill the list exactly; else the whole value is one name.
bool AlpnAgrees(std::string_view value) {
  std::vector<std::string> expected;
  if (value.size() >= 2 && Number(value.substr(0, 2)) == value.size() - 2) {
    size_t at = 2;
    while (at < value.size() && value[at] != 0 &&
           static_cast<uint8_t>(value[at]) <= value.size() - at - 1) {
      expected.emplace_back(value.substr(at + 1, static_cast<uint8_t>(value[at])));
      at += 1 + static_cast<uint8_t>(value[at]);
    }
    if (at != value.size()) expected.clear();
  }
  if (expected.empty()) expected.emplace_back(value);
  std::array<std::string_view, 4> names;
  const size_t count = AlpnNames(std::as_bytes(std::span(value.data(), value.size())), names);
  return count == expected.size() &&
         std::equal(names.begin(),
                    names.begin() + static_cast<std::ptrdiff_t>(std::min(count, names.size())),
                    expected.begin());
}

bool TextReaderAgrees(const Tlv& tlv, const NaiveEntry& e) {
  const bool text = !e.value.empty() && Printable(e.value);
  switch (e.type) {
    case 0x21:
      return Agrees(ReadSslVersion(tlv), text, e.value, e.offset);
    case 0x23:
      return Agrees(ReadSslCipher(tlv), text, e.value, e.offset);
    case 0x24:
      return Agrees(ReadSslSigAlg(tlv), text, e.value, e.offset);
    case 0x25:
      return Agrees(ReadSslKeyAlg(tlv), text, e.value, e.offset);
    case 0x26:
      return Agrees(ReadSslGroup(tlv), text, e.value, e.offset);
    case 0x27:
      return Agrees(ReadSslSigScheme(tlv), text, e.value, e.offset);
    case 0x30:
      return Agrees(ReadNetns(tlv), text, e.value, e.offset);
    default:
      return true;
  }
}

bool VendorAgrees(const Tlv& tlv, const NaiveEntry& e) {
  const std::string_view value = e.value;
  const std::string_view id = value.substr(std::min<size_t>(1, value.size()));
  const auto kind = value.empty() ? 0 : static_cast<int>(static_cast<uint8_t>(value[0]));
  switch (e.type) {
    case 0xE0:
      return AgreesOnNumber(ReadGcpPscConnectionId(tlv), value.size() == 8, Number(value),
                            e.offset);
    case 0xE1: {
      const TlvValue<AlibabaId> read = ReadAlibabaId(tlv);
      const bool right = value.size() >= 2 && kind >= 1 && kind <= 3 && Printable(id);
      return right ? read && read->id == id && static_cast<int>(read->kind) == kind
                   : !read && read.offset == e.offset;
    }
    case 0xEA:
      return Agrees(ReadAwsVpcEndpointId(tlv), value.size() >= 2 && kind == 1 && Printable(id), id,
                    e.offset);
    case 0xEE:
      return AgreesOnNumber(ReadAzureLinkId(tlv), value.size() == 5 && kind == 1, Number(id, true),
                            e.offset);
    default:
      return true;
  }
}

bool ReaderAgrees(Bytes header, const Tlv& tlv, const NaiveEntry& e) {
  const std::string_view value = e.value;
  switch (e.type) {
    case 0x01:
      return Agrees(ReadAlpn(tlv), !value.empty(), value, e.offset) && AlpnAgrees(value);
    case 0x02:
      return Agrees(ReadAuthority(tlv), !value.empty() && Utf8(value), value, e.offset);
    case 0x03:
      return AgreesOnNumber(ReadCrc32c(tlv), value.size() == 4, Number(value), e.offset);
    case 0x04:
      return Agrees(ReadNoop(tlv), true, value, e.offset);
    case 0x05:
      return Agrees(ReadUniqueId(tlv), value.size() <= 128, value, e.offset);
    case 0x20:
      return SslAgrees(header, tlv, e);
    case 0x22:
      return Agrees(ReadSslCn(tlv), true, value, e.offset);
    case 0x28:
      return Agrees(ReadSslClientCert(tlv), !value.empty(), value, e.offset);
    default:
      return TextReaderAgrees(tlv, e) && VendorAgrees(tlv, e);
  }
}

}  // namespace

NaiveArea ReadArea(Bytes header, size_t begin, size_t end) {
  NaiveArea area;
  const std::string_view bytes = TextOf(header);
  for (size_t at = begin; at < end;) {
    const std::string_view left = bytes.substr(at, end - at);
    if (left.size() < 3 || left.size() - 3 < Number(left.substr(1, 2))) {
      area.malformed = at;
      break;
    }
    const std::string_view value = left.substr(3, static_cast<size_t>(Number(left.substr(1, 2))));
    area.entries.push_back({at, static_cast<uint8_t>(left[0]), std::string(value)});
    at += 3 + value.size();
  }
  return area;
}

std::string JudgeReaders(Bytes header, const NaiveEntry& entry) {
  const Tlv tlv{static_cast<uint32_t>(entry.offset), entry.type,
                header.subspan(entry.offset + 3, entry.value.size())};
  if (!ReaderAgrees(header, tlv, entry)) {
    return "the typed reader of type " + std::to_string(entry.type) + " at " +
           std::to_string(entry.offset) + " differs from the rules";
  }
  // Every other reader must say that the entry is not its own.
  Tlv other = tlv;
  other.type = static_cast<uint8_t>(entry.type == 0x02 ? 0x05 : 0x02);
  const bool wrong = entry.type == 0x02 ? ReadAuthority(other).fault != ValueFault::kWrongType
                                        : ReadUniqueId(other).fault != ValueFault::kWrongType;
  return wrong ? "a typed reader takes another type" : "";
}

}  // namespace simdproxy::fuzz
