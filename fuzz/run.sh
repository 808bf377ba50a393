#!/usr/bin/env bash
# Runs one fuzz target (built with libFuzzer): replays seeds, corpus and regressions, then goes on from them.
#   run.sh [--seconds N] [--work FOLDER] [--seed N] BINARY [LIBFUZZER_OPTION...]
# New inputs go to FOLDER/NAME (emptied first), never into the committed folders: libFuzzer writes into the
# first folder it is given. A crash is kept in FOLDER/NAME-crashes with the command that reproduces it.
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
seconds=10 work='' seed=0
while [[ ${1:-} == --* ]]; do
  case $1 in
    --seconds) seconds=$2 ;;
    --work) work=$2 ;;
    --seed) seed=$2 ;;
    *) echo "run.sh: no such option: $1" >&2; exit 2 ;;
  esac
  shift 2
done
binary=$1
shift
name=$(basename "$binary" _fuzzer)
work=${work:-$(dirname "$binary")/work}
new=$work/$name crashes=$work/$name-crashes
rm -rf "$new"
mkdir -p "$new" "$crashes"

inputs=()
for folder in "$(dirname "$binary")/seeds/$name" "$fuzz/corpus/$name" "$fuzz/regressions/$name"; do
  [ ! -d "$folder" ] || inputs+=("$folder")
done
# NAME.options is what OSS-Fuzz reads; libFuzzer itself takes arguments.
options=()
while IFS=' =' read -r key value; do
  case $key in
    dict) options+=("-dict=$fuzz/$value") ;;
    max_len) options+=("-max_len=$value") ;;
  esac
done <"$fuzz/options/$name.options"

status=0
# Weighing inputs by entropy takes longer here than running them.
"$binary" -entropic=0 -max_total_time="$seconds" -seed="$seed" -timeout=25 -rss_limit_mb=2560 \
  -artifact_prefix="$crashes/" -print_final_stats=1 "${options[@]}" "$@" "$new" "${inputs[@]}" || status=$?
if [ $status != 0 ]; then
  found=$(ls -t "$crashes" | head -n 1)
  [ -z "$found" ] || echo "reproduce with: $binary $crashes/$found" >&2
fi
exit $status
