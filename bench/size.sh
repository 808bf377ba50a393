#!/usr/bin/env bash
# size.sh BUILD_DIR: what the library costs those who link it, as Markdown: bytes of the binaries, bytes of
# a program that decodes one header, seconds to compile a file that includes a header.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:?size.sh BUILD_DIR}" && pwd)
cxx=${CXX:-g++}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Text, initialised data, zeroed data.
sections() { size -B "$1" | awk 'NR > 1 { text += $1; data += $2; bss += $3 } END { print text, data, bss }'; }
row() {
  local text data bss
  read -r text data bss <<<"$(sections "$2")"
  printf '| %s | %s | %s | %s |\n' "$1" "$text" "$data" "$bss"
}

cat <<TEXT
# Size of the library, and time to compile against it

\`bench/size.sh\`, $("$cxx" --version | head -n 1), $(uname -m), release build,
$(nm -C "$build/core/libsimdproxy.so" | grep -oE 'simdproxy::N_[A-Z0-9_]+' | sort -u | wc -l) CPU targets.
Bytes by \`size\`; a program that links statically takes only the objects that it calls.

| binary | text | data | bss |
|---|--:|--:|--:|
TEXT
strip -o "$work/library.so" "$build/core/libsimdproxy.so"
row 'libsimdproxy.so' "$work/library.so"

program() {
  printf '#include "simdproxy/simdproxy.h"\nusing namespace simdproxy;\nstd::byte bytes[64];\nint main() {%s}\n' "$2" >"$work/$1.cc"
  "$cxx" -std=c++20 -O2 -I"$root/core/include" "$work/$1.cc" "$build/core/libsimdproxy.a" -o "$work/$1"
  strip "$work/$1"
}
program nothing 'return 0;'
program decode 'return Decode(bytes).ok();'
program batch 'Buffer b{bytes, 64}; Header h; return static_cast<int>(DecodeBatch(std::span(&b, 1), &h));'
program encode 'return static_cast<int>(Encode({}, bytes).size);'
row 'static program without it' "$work/nothing"
row 'static, one `Decode`' "$work/decode"
row 'static, `DecodeBatch`' "$work/batch"
row 'static, `Encode` of one header' "$work/encode"

cat <<'TEXT'

| header | lines after preprocessing | seconds to compile, best of 3 |
|---|--:|--:|
TEXT
for header in decode.h tlv.h encode.h simdproxy.h simdproxy_c.h; do
  printf '#include "simdproxy/%s"\n' "$header" >"$work/include.cc"
  best=$(for _ in 1 2 3; do
    TIMEFORMAT=%U
    { time "$cxx" -std=c++20 -O2 -I"$root/core/include" -c "$work/include.cc" -o "$work/include.o"; } 2>&1
  done | sort -n | head -n 1)
  printf '| `%s` | %s | %s |\n' "$header" \
    "$("$cxx" -std=c++20 -I"$root/core/include" -E -P "$work/include.cc" | wc -l)" "$best"
done
