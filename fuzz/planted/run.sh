#!/usr/bin/env bash
# Measures whether the fuzz targets find the planted bugs: each with 3 seeds of the random number generator,
# from the committed seeds alone, and 10 CPU-seconds at most. Then runs without a bug, which must be clean.
#   run.sh BUILD_FOLDER [NAME...]     of the configuration "planted"
# Without names the table goes to results/fuzz/planted.md too.
# Prints a line a run: bug, class, fuzz target, seed, found or not, CPU-seconds, executions, detector.
set -euo pipefail
planted=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)/fuzz
shift
export build planted cap=${SIMDPROXY_PLANTED_CAP:-10}

# run_one BUG CLASS FUZZER SEED
run_one() {
  local bug=$1 class=$2 fuzzer=$3 seed=$4 work log status=0 detector='-' found=not-found
  work=$(mktemp -d)
  log=$work/log
  local options
  mapfile -t options < <("$planted/../options.sh" "$fuzzer")
  mkdir "$work/new"
  [ "$bug" = control ] || export SIMDPROXY_PLANTED_BUG=$bug
  # 137 and 152: the limit of CPU time.
  (ulimit -St "$cap"
   code=0
   ASAN_OPTIONS=symbolize=0:detect_leaks=0 UBSAN_OPTIONS=symbolize=0 \
     "$build/${fuzzer}_fuzzer" -seed="$seed" -entropic=0 -print_final_stats=1 \
     -artifact_prefix="$work/" -max_total_time=$((cap * 20)) "${options[@]}" "$work/new" \
     "$build/seeds/$fuzzer" >"$log" 2>&1 || code=$?
   times >"$work/times"
   exit $code) 2>/dev/null || status=$?
  if grep -q '==== .*: difference' "$log"; then
    found=found detector=difference
    ! grep -q '^dispatch:' "$log" || detector=self-identification
  elif grep -q 'SEGV on unknown address' "$log"; then
    found=found detector=guard-page
  elif grep -q 'ERROR: AddressSanitizer' "$log"; then
    found=found detector=asan
  elif grep -q 'runtime error' "$log"; then
    found=found detector=ubsan
  elif [ $status != 152 ] && [ $status != 137 ] && [ $status != 0 ]; then
    found=error detector="status-$status"
  fi
  local executions
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  [ -n "$executions" ] || executions=$(grep -oE '^#[0-9]+' "$log" | tail -n 1 | tr -d '#' || true)
  printf '%-34s %-9s %-10s %d %-9s %6.2f %8s %s\n' "$bug" "$class" "$fuzzer" "$seed" "$found" \
    "$(sed -n 2p "$work/times" | tr ms '  ' | awk '{print 60 * ($1 + $3) + $2 + $4}')" "${executions:-0}" "$detector"
  if [ $found = error ] || { [ "$bug" = control ] && [ $found = found ]; }; then cat "$log" >&2; fi
  rm -rf "$work"
}
export -f run_one

runnable=$("$build/decode_fuzzer" -runs=0 2>&1 | sed -n 's/^decode: targets //p')
wanted() {
  local name=$1
  shift
  [ $# = 0 ] || [[ " $* " == *" $name "* ]]
}
runs=()
while read -r bug class fuzzer; do
  wanted "$bug" "$@" || continue
  target=$(tr a-z A-Z <<<"${bug##*only_}")
  if [ "$class" = target ] && [[ ",$runnable," != *",$target,"* ]]; then
    echo "$bug: this CPU does not run $target" >&2
    continue
  fi
  for seed in 1 2 3; do runs+=("$bug $class $fuzzer $seed"); done
done < <("$build/planted/planted_bugs")
if [ $# = 0 ]; then
  for fuzzer in batch c_interface decode encode prefix scan structured tlv; do
    runs+=("control - $fuzzer 1")
  done
fi

table=$build/planted.txt
printf '%s\n' "${runs[@]}" |
  xargs -P "${SIMDPROXY_PLANTED_JOBS:-$(nproc)}" -L 1 bash -c 'run_one "$@"' _ | tee "$table.part"
sort "$table.part" >"$table"
rm "$table.part"
"$planted/report.py" "$table" >"$build/planted.md" || failed=yes
cat "$build/planted.md"
if [ $# = 0 ]; then
  mkdir -p "$planted/../../results/fuzz"
  cp "$build/planted.md" "$planted/../../results/fuzz/planted.md"
fi
[ -z "${failed:-}" ]
