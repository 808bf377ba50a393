#include "simdproxy/version.h"

#define SIMDPROXY_TEXT_OF(x) #x
#define SIMDPROXY_TEXT(x) SIMDPROXY_TEXT_OF(x)

namespace simdproxy {

const char* LibraryVersion() noexcept {
  return SIMDPROXY_TEXT(SIMDPROXY_VERSION_MAJOR) "." SIMDPROXY_TEXT(
      SIMDPROXY_VERSION_MINOR) "." SIMDPROXY_TEXT(SIMDPROXY_VERSION_PATCH);
}

}  // namespace simdproxy
