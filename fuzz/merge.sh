#!/usr/bin/env bash
# Takes what a campaign found into fuzz/corpus: a small set of inputs that, with the seeds, reaches every edge
# that is reached. How often each is reached is left out: that would be ten times as many.
#   merge.sh BUILD_FOLDER [TARGET...]
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)/fuzz
shift
[ $# != 0 ] || set -- $(cd "$fuzz/options" && ls | sed 's/\.options$//')
for name in "$@"; do
  all=$(mktemp -d)
  mkdir -p "$fuzz/corpus/$name" "$build/campaign/$name"
  cp "$build/seeds/$name"/* "$all"
  "$build/${name}_fuzzer" -merge=1 -use_counters=0 "$all" "$fuzz/corpus/$name" \
    "$build/campaign/$name" >"$build/campaign/$name.merge.log" 2>&1
  rm -f "$fuzz/corpus/$name"/* "$all"/seed-*
  find "$all" -type f -exec mv -t "$fuzz/corpus/$name" {} +
  rm -rf "$all"
  echo "$name: $(ls "$fuzz/corpus/$name" | wc -l) inputs, $(cat "$fuzz/corpus/$name"/* | wc -c) bytes"
done
