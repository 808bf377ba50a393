#!/usr/bin/env bash
# Runs fuzz targets side by side, tells every half minute how far each is, and sums up.
#   campaign.sh [--time T] [--jobs N] [--engine libfuzzer|afl] [--merge] [--record] BUILD_FOLDER [TARGET...]
# T is for each target: seconds, or 10m, 2h. New inputs and logs are in BUILD_FOLDER/fuzz/campaign until the
# next campaign of the same target; crashes stay, and the command that reproduces one is printed. --merge
# takes what is new into fuzz/corpus, --record writes the summary to results/fuzz/campaign.md.
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
time=60 jobs=$(nproc) engine=libfuzzer merge='' record=''
while [[ ${1:-} == --* ]]; do
  case $1 in
    --time) time=$2; shift ;;
    --jobs) jobs=$2; shift ;;
    --engine) engine=$2; shift ;;
    --merge) merge=yes ;;
    --record) record=yes ;;
    *) echo "campaign.sh: no such option: $1" >&2; exit 2 ;;
  esac
  shift
done
case $time in
  *h) seconds=$((${time%h} * 3600)) ;;
  *m) seconds=$((${time%m} * 60)) ;;
  *) seconds=${time%s} ;;
esac
folder=$(cd "$1" && pwd)
build=$folder/fuzz work=$folder/fuzz/campaign
shift
[ $# != 0 ] || set -- $(cd "$fuzz/options" && ls | sed 's/\.options$//')
mkdir -p "$work"
rm -f "$work"/*.log
case $engine in
  libfuzzer) runner=run.sh ;;
  afl) runner=run_afl.sh ;;
  *) echo "campaign.sh: no such engine: $engine" >&2; exit 2 ;;
esac
export fuzz build work seconds runner

run_target() {
  local name=$1 log=$work/$1.log status=0
  "$fuzz/$runner" --seconds "$seconds" --work "$work" --seed "$(date +%s)" "$build/${name}_fuzzer" \
    >"$log" 2>&1 || status=$?
  echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions, status $status"
  [ $status = 0 ] || { tail -n 40 "$log"; echo "$name: all of it is in $log"; }
  return $status
}
export -f run_target

tell_progress() {
  local log
  while sleep 30; do
    for log in "$work"/*.log; do
      grep -q '^stat::' "$log" 2>/dev/null || printf '%s: %s\n' "$(basename "$log" .log)" \
        "$(grep -aE '^#[0-9]' "$log" | tail -n 1 | cut -c 1-100)"
    done
  done
}
tell_progress >&2 &
progress=$!
trap 'kill $progress 2>/dev/null' EXIT

status=0
printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c 'run_target {}' || status=1
"$fuzz/summary.py" "$folder" "$work" | tee "$work/summary.md"
if [ -n "$record" ]; then
  mkdir -p "$fuzz/../results/fuzz"
  cp "$work/summary.md" "$fuzz/../results/fuzz/campaign.md"
fi
[ -z "$merge" ] || "$fuzz/merge.sh" "$folder" "$@"
exit $status
