/// @file
/// The one place where the version is written; the build reads it from here.
#ifndef SIMDPROXY_VERSION_H_
#define SIMDPROXY_VERSION_H_

/// @{
/// Version of these headers.
#define SIMDPROXY_VERSION_MAJOR 0
#define SIMDPROXY_VERSION_MINOR 1
#define SIMDPROXY_VERSION_PATCH 0
/// @}

#pragma GCC visibility push(default)
/// All of the interface of C++.
namespace simdproxy {

/// Version of the library that is linked, for example "0.1.0". Static storage, NUL-terminated.
const char* LibraryVersion() noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_VERSION_H_
