#!/usr/bin/env bash
# Runs fuzz targets for so many seconds each, two at a time on two cores, and prints one line for each:
# executions, comparisons of whole answers on each decoder, coverage, crashes.
#   campaign.sh BUILD_FOLDER SECONDS [TARGET...]
# New inputs are kept in BUILD_FOLDER/fuzz/campaign until the next campaign of the same target.
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)/fuzz seconds=$2
shift 2
[ $# != 0 ] || set -- $(cd "$fuzz/options" && ls | sed 's/\.options$//')
work=$build/campaign
mkdir -p "$work"
export fuzz build seconds work

run_target() {
  local name=$1 log=$work/$1.log status=0
  "$fuzz/run.sh" --seconds "$seconds" --work "$work" --seed "$(date +%s)" "$build/${name}_fuzzer" \
    >"$log" 2>&1 || status=$?
  local executions rate
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  printf '%-10s %9s executions %7s/s  %s\n' "$name" "${executions:-?}" "${rate:-?}" \
    "$(grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [^ ]+' "$log" | tail -n 1)"
  sed -n 's/^comparisons /           comparisons /p' "$log"
  [ $status = 0 ] || { echo "$name: stopped with status $status; all of it is in $log"; tail -n 40 "$log"; }
  return $status
}
export -f run_target
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'run_target {}'
