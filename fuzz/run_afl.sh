#!/usr/bin/env bash
# Runs one fuzz target (built with AFL++'s compiler and its driver for libFuzzer targets) from seeds, corpus
# and regressions. Takes what run.sh takes, and prints what its summary reads.
#   run_afl.sh [--seconds N] [--work FOLDER] [--seed N] BINARY
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
seconds=10 work='' seed=0
while [[ ${1:-} == --* ]]; do
  case $1 in
    --seconds) seconds=$2 ;;
    --work) work=$2 ;;
    --seed) seed=$2 ;;
    *) echo "run_afl.sh: no such option: $1" >&2; exit 2 ;;
  esac
  shift 2
done
binary=$1
name=$(basename "$binary" _fuzzer)
work=${work:-$(dirname "$binary")/work}
inputs=$work/$name-in output=$work/$name-afl crashes=$work/$name-crashes
rm -rf "$inputs" "$output"
mkdir -p "$inputs" "$crashes"
for folder in "$(dirname "$binary")/seeds/$name" "$fuzz/corpus/$name" "$fuzz/regressions/$name"; do
  [ ! -d "$folder" ] || cp "$folder"/* "$inputs"
done
find "$inputs" -size 0 -delete  # AFL++ takes no empty inputs
dictionary=()
grep -q '^dict' "$fuzz/options/$name.options" && dictionary=(-x "$fuzz/headers.dict")
# Its own wishes: no handler for core dumps, no governor; and it insists on these of a sanitizer.
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1
export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
status=0
TIMEFORMAT='stat::cpu_seconds: %U %S'
time afl-fuzz -V "$seconds" -s "$seed" -t 5000 -m none "${dictionary[@]}" -i "$inputs" -o "$output" \
  -- "$binary" || status=$?
stats=$output/default/fuzzer_stats
[ -e "$stats" ] || { echo "afl-fuzz did not start"; exit 1; }
value() { sed -n "s/^$1 *: //p" "$stats"; }
echo "stat::number_of_executed_units: $(value execs_done)"
echo "#0 cov: $(value edges_found) ft: $(value edges_found) corp: $(value corpus_count)"
found=$(find "$output/default/crashes" -name 'id*')
[ -n "$found" ] || exit $status
cp $found "$crashes"
echo "Test unit written to $crashes"
echo "reproduce with: $binary $crashes/$(basename $(head -n 1 <<<"$found"))" >&2
exit 1
