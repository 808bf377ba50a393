#!/usr/bin/env bash
# symbols.sh LIBRARY INCLUDE_DIR [--update]: the shared library exports exactly what symbols.txt lists.
# A changed list is a changed binary interface: of C functions none may go.
set -euo pipefail
library=$1
include_dir=$2
list=$(dirname "$0")/symbols.txt
# std::span writes its extent as a number of the machine's; nothing else depends on it.
exported=$(nm -DC --defined-only "$library" | sed -E 's/^[0-9a-f]+ //; s/18446744073709551615ul/dynamic/g' | LC_ALL=C sort -u)
if [ "${3:-}" = --update ]; then
  printf '%s\n' "$exported" >"$list"
  exit
fi
if ! diff <(printf '%s\n' "$exported") "$list"; then
  echo "exported (<) and listed (>) symbols differ; tests/package/symbols.sh LIBRARY INCLUDE_DIR --update" >&2
  exit 1
fi
# What a public header declares and does not mark as visible would be missing for those who link.
if grep -LF '#pragma GCC visibility push(default)' "$include_dir"/simdproxy/*.h |
  grep -vE '/(simdproxy|simdproxy_c)\.h$'; then
  echo "a public header without #pragma GCC visibility push(default)" >&2
  exit 1
fi
# Beside the start of the C runtime nothing runs before main: no static constructors.
size=$(readelf -SW "$library" | sed -nE 's/.* \.init_array +INIT_ARRAY +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) .*/\1/p')
[ "$((16#${size:-0}))" -le 8 ] || { echo "static constructors: .init_array is of $size bytes" >&2; exit 1; }
printf '%s symbols\n' "$(wc -l <"$list")"
