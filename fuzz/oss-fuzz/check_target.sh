# What is asked of one fuzz target that is built for OSS-Fuzz: sourced by check.sh and negative.sh, which set
# `work`, a folder for logs. A fault is printed, and sets `failed`.

bad() { echo "BAD BUILD: $*"; failed=1; }

# calls BINARY PREFIX: how many calls there are of functions that begin so.
calls() { objdump -dC "$1" | grep -cE "call.*<__$2" || true; }

# between WHAT NUMBER LEAST MOST
between() { [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || bad "$1: $2 calls, not $3 to $4"; }

# check_mix BINARY NAME SANITIZER: calls of one sanitizer's functions, and not of others'.
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

# check_afl BINARY: afl-fuzz must get to its first input of its own.
check_afl() {
  local binary=$1 name in=$work/afl-in
  name=$(basename "$binary")
  check_mix "$binary" "$name" address
  check_seeds "$binary"
  rm -rf "$in" "$work/afl-out"
  mkdir -p "$in"
  find "$work/seeds/$name" -type f -size +0 -size -1k | sort | head -n 20 | xargs cp -t "$in"
  # afl-fuzz insists on these two.
  AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 \
    ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 \
    afl-fuzz -V "${SIMDPROXY_AFL_SECONDS:-35}" -m none -t 5000 -i "$in" -o "$work/afl-out" -- "$binary" \
    >"$work/$name.log" 2>&1 || bad "$name: afl-fuzz fails"
  grep -q 'All set and ready to roll' "$work/$name.log" || bad "$name: afl-fuzz does not start"
  ! grep -qE 'target binary (crashed|terminated)' "$work/$name.log" || bad "$name: afl-fuzz's target ends"
  echo "afl $name: $(sed -n 's/^execs_done *: //p' "$work/afl-out/default/fuzzer_stats") executions"
}

# check_seeds BINARY: they are where the runner looks for them.
check_seeds() {
  local binary=$1 name seeds
  name=$(basename "$binary") seeds=$work/seeds/$name
  mkdir -p "$seeds"
  unzip -q -o "${binary}_seed_corpus.zip" -d "$seeds" 2>/dev/null || bad "$name has no seeds"
}

# check_target BINARY SANITIZER
check_target() {
  local binary=$1 sanitizer=$2 name log edges
  name=$(basename "$binary")
  log=$work/$name.log
  if [ "$sanitizer" = afl ]; then
    check_afl "$binary"
    return
  fi
  # As the base runner sets them.
  export ASAN_OPTIONS=alloc_dealloc_mismatch=0:allocator_may_return_null=1:detect_leaks=1:symbolize=0
  export UBSAN_OPTIONS=silence_unsigned_overflow=1:print_stacktrace=1:symbolize=0
  export MSAN_OPTIONS=print_stats=1:symbolize=0
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
  check_seeds "$binary"
  local seeds=$work/seeds/$name
  (cd "$(dirname "$binary")" && "./$name" -runs=0 -rss_limit_mb=2560 -timeout=25 "$seeds") >"$log" 2>&1 ||
    { bad "$name fails on its seeds"; tail -n 20 "$log"; }
  echo "$sanitizer $name: ${edges:-?} edges, $(ls "$seeds" | wc -l) seeds"
}
