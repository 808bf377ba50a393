// Which planted bug is active.
#ifndef SIMDPROXY_FUZZ_PLANTED_PLANTED_H_
#define SIMDPROXY_FUZZ_PLANTED_PLANTED_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace simdproxy::planted {

/// A number for a bug's name, so that adding one does not change what others are compiled to.
constexpr uint64_t IdOf(std::string_view name) {
  uint64_t id = 0xCBF29CE484222325;  // FNV-1a
  for (const char c : name) id = (id ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return id;
}

/// That of the active one; 0: none.
extern uint64_t active;

inline bool Is(uint64_t id) { return active == id; }

/// A bug that is an edit of core/.
struct Edit {
  std::string_view name;
  std::string_view kind;
  std::string_view fuzzer;  ///< that must find it
};
std::span<const Edit> Edits();

/// Makes an edit or a misreading (misread.h) active. False if there is none of that name.
bool Choose(std::string_view name);

}  // namespace simdproxy::planted

#endif  // SIMDPROXY_FUZZ_PLANTED_PLANTED_H_
