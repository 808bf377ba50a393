#!/usr/bin/env bash
# Runs one fuzz target (built with libFuzzer): replays seeds, corpus and regressions, then goes on from them.
#   run.sh [--seconds N] [--work FOLDER] [--seed N] [--keep] BINARY [LIBFUZZER_OPTION...]
# New inputs go to FOLDER/NAME (emptied first unless --keep), never into the committed folders: libFuzzer
# writes into the first folder it is given. A crash is kept in FOLDER/NAME-crashes with the command that
# reproduces it.
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
seconds=10 work='' seed=0 keep=
while [[ ${1:-} == --* ]]; do
  case $1 in
    --seconds) seconds=$2; shift ;;
    --work) work=$2; shift ;;
    --seed) seed=$2; shift ;;
    --keep) keep=yes ;;
    *) echo "run.sh: no such option: $1" >&2; exit 2 ;;
  esac
  shift
done
binary=$1
shift
name=$(basename "$binary" _fuzzer)
work=${work:-$(dirname "$binary")/work}
new=$work/$name crashes=$work/$name-crashes
[ -n "$keep" ] || rm -rf "$new"
mkdir -p "$new" "$crashes"

inputs=()
for folder in "$(dirname "$binary")/seeds/$name" "$fuzz/corpus/$name" "$fuzz/regressions/$name"; do
  [ ! -d "$folder" ] || inputs+=("$folder")
done
mapfile -t options < <("$fuzz/options.sh" "$name")

status=0
TIMEFORMAT='stat::cpu_seconds: %U %S'
# Weighing inputs by entropy takes longer here than running them.
time "$binary" -entropic=0 -max_total_time="$seconds" -seed="$seed" -timeout=25 -rss_limit_mb=2560 \
  -artifact_prefix="$crashes/" -print_final_stats=1 "${options[@]}" "$@" "$new" "${inputs[@]}" || status=$?
if [ $status != 0 ]; then
  found=$(ls -t "$crashes" | head -n 1)
  [ -z "$found" ] || echo "reproduce with: $binary $crashes/$found" >&2
fi
exit $status
