#!/bin/bash -eu
# Builds the fuzz targets for OSS-Fuzz and ClusterFuzzLite, which set CC, CXX, CFLAGS, CXXFLAGS,
# LIB_FUZZING_ENGINE, SRC, WORK and OUT; $SRC/highway holds Highway's sources, 1.2.0 or newer. Puts into OUT,
# for each target: the program, its seeds, its options, and the dictionary.
fuzz=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$fuzz")
# Without a build type: the flags are those that were given.
cmake -S "$root" -B "$WORK/build" -G Ninja -DCMAKE_BUILD_TYPE= \
  -DBUILD_SHARED_LIBS=OFF -DSIMDPROXY_BUILD_TESTS=OFF -DSIMDPROXY_BUILD_TOOLS=OFF \
  -DSIMDPROXY_HIGHWAY_SOURCE_DIR="$SRC/highway" -DSIMDPROXY_FUZZING_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$WORK/build" --target fuzzers

# A helper, which must not be instrumented.
(unset CFLAGS CXXFLAGS
 export AFL_NOOPT=1
 $CXX -std=c++20 -O1 -I"$root" -I"$root/core/include" "$fuzz/make_seeds.cc" -o "$WORK/make_seeds")
rm -rf "$WORK/seeds"
"$WORK/make_seeds" "$root/tests/data/real" "$WORK/seeds"

cp "$fuzz/headers.dict" "$OUT"
for options in "$fuzz"/options/*.options; do
  name=$(basename "$options" .options)
  cp "$WORK/build/fuzz/${name}_fuzzer" "$OUT"
  cp "$options" "$OUT/${name}_fuzzer.options"
  # Names differ between the folders: numbers, hashes, words.
  rm -f "$OUT/${name}_fuzzer_seed_corpus.zip"
  find "$WORK/seeds/$name" "$fuzz/corpus/$name" "$fuzz/regressions/$name" -type f 2>/dev/null |
    zip -q -j -@ "$OUT/${name}_fuzzer_seed_corpus.zip"
done
