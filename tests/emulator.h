// What stands in front of a program of this build to run it from a shell.
#ifndef SIMDPROXY_TESTS_EMULATOR_H_
#define SIMDPROXY_TESTS_EMULATOR_H_

#include <string>

namespace simdproxy::testing {

inline std::string ShellCommand(const std::string& program) {
#ifdef SIMDPROXY_TEST_EMULATOR  // cross builds have one, for example "qemu-s390x-static "
  return SIMDPROXY_TEST_EMULATOR + program;
#else
  return program;
#endif
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_EMULATOR_H_
