// How the tool ends. The same for every verb.
#ifndef SIMDPROXY_TOOLS_COMMON_EXIT_CODE_H_
#define SIMDPROXY_TOOLS_COMMON_EXIT_CODE_H_

namespace simdproxy::tool {

inline constexpr int kExitOk = 0;     ///< every input is ok
inline constexpr int kExitNotOk = 1;  ///< some input is not ok
inline constexpr int kExitError = 2;  ///< usage or input/output error, whatever the inputs are

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_EXIT_CODE_H_
