#!/usr/bin/env bash
# Runs build.sh with the variables and flags that OSS-Fuzz sets, then what its bad_build_check asks of each
# target, without its images. Three rows are stricter: too few edges are an error, only system libraries are
# linked, and the seeds are replayed.
#   check.sh [address|undefined|memory|coverage...]
# Clang's own libraries are used: -stdlib=libc++ is left out, as Debian's libFuzzer needs libstdc++.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
[ $# != 0 ] || set -- address undefined memory coverage
highway=${SIMDPROXY_HIGHWAY_SOURCE_DIR:-$root/build/highway-source}
[ -e "$highway/CMakeLists.txt" ] || { echo "check.sh: no Highway sources in $highway" >&2; exit 2; }
bad() { echo "BAD BUILD: $*"; failed=1; }
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
  esac
}

# calls BINARY PREFIX: how many calls there are of functions that begin so.
calls() { objdump -dC "$1" | grep -cE "call.*<__$2" || true; }

# between WHAT NUMBER LEAST MOST
between() { [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || bad "$1: $2 calls, not $3 to $4"; }

check_mix() {
  local binary=$1 name=$2 sanitizer=$3 many=100000000
  case $sanitizer in
    address) between "$name asan" "$(calls "$binary" asan)" 1000 $many
             between "$name msan" "$(calls "$binary" msan)" 0 3
             between "$name ubsan" "$(calls "$binary" ubsan)" 0 200 ;;
    memory) between "$name msan" "$(calls "$binary" msan)" 1000 $many
            between "$name asan" "$(calls "$binary" asan)" 0 0
            between "$name ubsan" "$(calls "$binary" ubsan)" 0 200 ;;
    undefined) between "$name ubsan" "$(calls "$binary" ubsan)" 168 $many
               between "$name asan" "$(calls "$binary" asan)" 0 0
               between "$name msan" "$(calls "$binary" msan)" 0 3 ;;
  esac
}

check_target() {
  local binary=$1 sanitizer=$2 name log edges
  name=$(basename "$binary")
  log=$work/$name.log
  file "$binary" | grep -q x86-64 || bad "$name is of another architecture"
  if ldd "$binary" | grep -vqE 'linux-vdso|libstdc\+\+|libc\+\+|libm\.|libgcc_s|libc\.|libpthread|librt|libdl|ld-linux|libresolv'; then
    bad "$name links what is not a system library: $(ldd "$binary")"
  fi
  (cd "$(dirname "$binary")" && env -u OUT "./$name" -rss_limit_mb=2560 -timeout=25 -seed=1337 -runs=4) \
    >"$log" 2>&1 || bad "$name crashes at its start"
  grep -q 'Done 4 runs' "$log" || bad "$name did not do 4 runs"
  ! grep -q 'no interesting inputs were found' "$log" || bad "$name is not instrumented"
  edges=$(sed -nE 's/.*Loaded [0-9]+ modules +\([0-9]+ inline 8-bit counters\): ([0-9]+) .*/\1/p' "$log" | head -n 1)
  [ "${edges:-0}" -ge 100 ] || [ "$sanitizer" = coverage ] || bad "$name has ${edges:-0} edges"
  check_mix "$binary" "$name" "$sanitizer"
  local seeds=$work/seeds/$name
  mkdir -p "$seeds"
  unzip -q -o "${binary}_seed_corpus.zip" -d "$seeds" || bad "$name has no seeds"
  (cd "$(dirname "$binary")" && "./$name" -runs=0 -rss_limit_mb=2560 -timeout=25 "$seeds") >"$log" 2>&1 ||
    { bad "$name fails on its seeds"; tail -n 20 "$log"; }
  echo "$sanitizer $name: ${edges:-?} edges, $(ls "$seeds" | wc -l) seeds"
}

for sanitizer in "$@"; do
  work=$root/build/oss-fuzz/$sanitizer
  rm -rf "$work/out" "$work/moved" "$work/seeds"
  mkdir -p "$work/src" "$work/work" "$work/out" "$work/moved"
  ln -sfn "$root" "$work/src/simdproxy"
  ln -sfn "$highway" "$work/src/highway"
  flags="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
  flags+=" $(flags_of "$sanitizer")"
  [ "$sanitizer" = coverage ] || flags+=" -fsanitize=fuzzer-no-link"
  env -i PATH="$PATH" HOME="$HOME" ${CMAKE_CXX_COMPILER_LAUNCHER:+CMAKE_CXX_COMPILER_LAUNCHER=$CMAKE_CXX_COMPILER_LAUNCHER} \
    SANITIZER="$sanitizer" FUZZING_ENGINE=libfuzzer FUZZING_LANGUAGE=c++ ARCHITECTURE=x86_64 \
    SRC="$work/src" WORK="$work/work" OUT="$work/out" CC=clang CXX=clang++ CFLAGS="$flags" \
    CXXFLAGS="$flags${SIMDPROXY_OSS_FUZZ_FLAGS:+ $SIMDPROXY_OSS_FUZZ_FLAGS}" LIB_FUZZING_ENGINE=-fsanitize=fuzzer \
    bash -eu "$here/build.sh" >"$work/build.log" 2>&1 || { tail -n 40 "$work/build.log"; bad "$sanitizer: build.sh"; continue; }
  # The targets run elsewhere than where they were built.
  mkdir -p "$work/moved/x"
  mv "$work/out"/* "$work/moved/x"
  export ASAN_OPTIONS=alloc_dealloc_mismatch=0:allocator_may_return_null=1:detect_leaks=1:symbolize=0
  export UBSAN_OPTIONS=silence_unsigned_overflow=1:print_stacktrace=1:symbolize=0
  export MSAN_OPTIONS=print_stats=1:symbolize=0
  found=0
  for binary in "$work/moved/x"/*; do
    [ -x "$binary" ] && [ -f "$binary" ] && grep -q LLVMFuzzerTestOneInput "$binary" || continue
    found=$((found + 1))
    check_target "$binary" "$sanitizer"
  done
  [ $found -gt 0 ] || bad "$sanitizer: no targets"
done
exit $failed
