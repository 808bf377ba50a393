// Bytes from the network, made fit for a terminal.
#ifndef SIMDPROXY_TOOLS_COMMON_ESCAPE_H_
#define SIMDPROXY_TOOLS_COMMON_ESCAPE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace simdproxy::tool {

/// The bytes as characters, in place.
std::string_view AsText(std::span<const std::byte> bytes);

/// True if `text` is not empty and Escape would leave it as it is, but for backslashes.
bool IsPrintable(std::string_view text);

/// `text` with every byte that a terminal should not see from a stranger written as \xNN: what is
/// not UTF-8, control characters of ASCII and Latin-1, invisible characters and those that change
/// the direction of writing. A backslash becomes two, so the result has one reading only.
std::string Escape(std::string_view text);

/// Escape for a word among others: in quotes if anything but ASCII letters, digits and a few signs
/// stands in it, or nothing at all.
std::string Quote(std::string_view text);

/// Quote, but of a long text only the beginning and its size in bytes.
std::string QuoteShort(std::string_view text);

/// How many columns text from Escape takes, at one for each character.
size_t DisplayWidth(std::string_view escaped);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_ESCAPE_H_
