// Names and words of EncodeFault.
#include <cstddef>
#include <iterator>

#include "simdproxy/encode.h"

namespace simdproxy {
namespace {

struct Words {
  std::string_view name;
  std::string_view message;
};

constexpr Words kWords[] = {
    {"none", "no fault"},
    {"bad_version", "the version is not 1 or 2"},
    {"bad_command", "the command is not LOCAL or PROXY, or is LOCAL where there is no such form"},
    {"bad_family", "the address family is not one that this form of header can carry"},
    {"bad_transport", "the transport is not one that this form of header can carry"},
    {"mixed_families", "the endpoints are not both of the family of the header"},
    {"bad_unix_path", "a UNIX path is longer than 108 bytes, or the block of a path is not of 108"},
    {"bad_block", "a raw block is given where addresses or nothing must stand"},
    {"tlvs_in_v1", "version 1 carries no TLVs"},
    {"second_crc32c", "there is more than one CRC32C entry"},
    {"bad_crc32c_size", "the value given for the CRC32C entry is neither empty nor of 4 bytes"},
    {"bad_padding", "an alignment is not a power of two up to 32768, or there is a second one"},
    {"ssl_entry_outside", "a sub-type of SSL stands outside an SSL entry"},
    {"bad_ssl_entry", "an entry inside SSL is not a plain type and value"},
    {"bad_varying", "a varying value is outside a template, too large, or one too many"},
    {"too_long", "the length is over 65535, or the template over its limit"},
    {"target_too_small", "the target is smaller than the header"},
};
static_assert(std::size(kWords) == kEncodeFaultCount);

constexpr Words WordsOf(EncodeFault fault) noexcept {
  const auto index = static_cast<size_t>(fault);
  return index < std::size(kWords) ? kWords[index] : Words{"unknown", "unknown"};
}

}  // namespace

std::string_view EncodeFaultName(EncodeFault fault) noexcept { return WordsOf(fault).name; }
std::string_view EncodeFaultMessage(EncodeFault fault) noexcept { return WordsOf(fault).message; }

}  // namespace simdproxy
