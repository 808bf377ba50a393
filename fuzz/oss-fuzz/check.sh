#!/usr/bin/env bash
# Runs build.sh with the variables and flags that OSS-Fuzz sets, then what its bad_build_check asks of each
# target, without its images. Three rows are stricter: too few edges are an error, only system libraries are
# linked, and the seeds are replayed.
#   check.sh [address|undefined|memory|coverage|afl...]     afl: AFL++ with AddressSanitizer
# Clang's own libraries are used: -stdlib=libc++ is left out, as Debian's libFuzzer needs libstdc++.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
[ $# != 0 ] || set -- address undefined memory coverage afl
highway=${SIMDPROXY_HIGHWAY_SOURCE_DIR:-$root/build/highway-source}
[ -e "$highway/CMakeLists.txt" ] || { echo "check.sh: no Highway sources in $highway" >&2; exit 2; }
failed=0

flags_of() {
  local undefined=array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return
  undefined+=,returns-nonnull-attribute,shift,signed-integer-overflow,unsigned-integer-overflow
  undefined+=,unreachable,vla-bound,vptr
  case $1 in
    address) echo "-fsanitize=address -fsanitize-address-use-after-scope" ;;
    memory) echo "-fsanitize=memory -fsanitize-memory-track-origins" ;;
    undefined) echo "-fsanitize=$undefined -fno-sanitize-recover=${undefined/,unsigned-integer-overflow/}" ;;
    coverage) echo "-fprofile-instr-generate -fcoverage-mapping" ;;
    afl) flags_of address ;;
  esac
}

. "$here/check_target.sh"

for sanitizer in "$@"; do
  work=$root/build/oss-fuzz/$sanitizer
  rm -rf "$work/out" "$work/moved" "$work/seeds"
  mkdir -p "$work/src" "$work/work" "$work/out" "$work/moved"
  ln -sfn "$root" "$work/src/simdproxy"
  ln -sfn "$highway" "$work/src/highway"
  flags="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
  flags+=" $(flags_of "$sanitizer")"
  engine=libfuzzer engine_library=-fsanitize=fuzzer compiler=clang
  case $sanitizer in
    coverage) ;;
    afl) engine=afl engine_library=/usr/lib/afl/libAFLDriver.a compiler=afl-clang-fast ;;
    *) flags+=" -fsanitize=fuzzer-no-link" ;;
  esac
  env -i PATH="$PATH" HOME="$HOME" ${CMAKE_CXX_COMPILER_LAUNCHER:+CMAKE_CXX_COMPILER_LAUNCHER=$CMAKE_CXX_COMPILER_LAUNCHER} \
    AFL_QUIET=1 SANITIZER="${sanitizer/afl/address}" FUZZING_ENGINE=$engine FUZZING_LANGUAGE=c++ ARCHITECTURE=x86_64 \
    SRC="$work/src" WORK="$work/work" OUT="$work/out" CC=$compiler CXX=$compiler++ CFLAGS="$flags" \
    CXXFLAGS="$flags${SIMDPROXY_OSS_FUZZ_FLAGS:+ $SIMDPROXY_OSS_FUZZ_FLAGS}" LIB_FUZZING_ENGINE=$engine_library \
    bash -eu "$here/build.sh" >"$work/build.log" 2>&1 || { tail -n 40 "$work/build.log"; bad "$sanitizer: build.sh"; continue; }
  # The targets run elsewhere than where they were built.
  mkdir -p "$work/moved/x"
  mv "$work/out"/* "$work/moved/x"
  found=0
  for binary in "$work/moved/x"/*; do
    [ -x "$binary" ] && [ -f "$binary" ] && grep -q LLVMFuzzerTestOneInput "$binary" || continue
    found=$((found + 1))
    check_target "$binary" "$sanitizer"
  done
  [ $found -gt 0 ] || bad "$sanitizer: no targets"
done
exit $failed
