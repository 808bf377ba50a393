#!/usr/bin/env bash
# Whether the checks find what they are for: small targets that are built wrong, one way each.
#   negative.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/check_target.sh"
mkdir -p "$1"
work=$(cd "$1" && pwd)
rm -rf "${work:?}"/*
cd "$work"

# As many branches, accesses and additions as the checks ask for.
{
  echo '#include <cstddef>'
  echo '#include <cstdint>'
  echo 'static volatile int sums[512];'
  echo 'extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {'
  for i in $(seq 300); do
    echo "  if (size > $i && data[$i] == $((i % 251))) sums[$i] = sums[$((i - 1))] + sums[$i];"
  done
  echo '  return 0;'
  echo '}'
} >target.cc
echo 'int Other() { return 1; }' >hwy.cc
flags="-O1 -g0 -fsanitize=address"
instrumented="$flags -fsanitize=fuzzer-no-link"
printf 'seed' >seed

# target NAME FLAGS [LIBRARY]
target() {
  clang++ $2 -c target.cc -o "$1.o"
  clang++ $flags -fsanitize=fuzzer "$1.o" ${3:-} -o "$1"
  zip -q "$1_seed_corpus.zip" seed
}

# expect_bad NAME WORDS: the check must fail, and say so.
missed=0
expect_bad() {
  failed=0
  check_target "$work/$1" address >"$1.out"
  if [ $failed = 1 ] && grep -q "BAD BUILD: .*$2" "$1.out"; then
    echo "found: $1"
  else
    echo "MISSED: $1"
    missed=1
  fi
}

target good "$instrumented"
failed=0
check_target "$work/good" address
[ $failed = 0 ] || { echo "MISSED: a target with nothing wrong"; missed=1; }

target uninstrumented "$flags"
expect_bad uninstrumented 'edges\|not instrumented'
target two_sanitizers "$instrumented -fsanitize=undefined"
clang++ $flags -fsanitize=fuzzer,undefined two_sanitizers.o -o two_sanitizers
expect_bad two_sanitizers 'ubsan: [0-9]* calls'
clang++ -shared -fPIC hwy.cc -o libhwy.so
target shared_highway "$instrumented" "-Wl,--no-as-needed -L. -lhwy -Wl,-rpath,$work"
expect_bad shared_highway 'not a system library'
target other_zip "$instrumented"
mv other_zip_seed_corpus.zip other_zip.zip
expect_bad other_zip 'has no seeds'
exit $missed
