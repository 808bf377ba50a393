#!/usr/bin/env bash
# One test of packaging: run.sh CASE. The project is built; consumers are built outside of the source tree,
# against what is installed. ctest sets the environment (tests/package/CMakeLists.txt).
set -euo pipefail
: "${SIMDPROXY_ROOT:?}" "${BUILD_DIR:?}" "${CMAKE:?}" "${CC:?}" "${CXX:?}"
here=$SIMDPROXY_ROOT/tests/package
prefix=$BUILD_DIR/package-prefix
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
strict="-Wall;-Wextra;-Wpedantic;-Wconversion;-Wshadow;-Werror"
skipped=77

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
# The sources of consumers, away from the project's.
copy_consumers() { cp -r "$here/." "$work/source"; }
configure() {
  local source=$1 build=$2
  shift 2
  "$CMAKE" -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER="$CC" \
    -DCMAKE_CXX_COMPILER="$CXX" -DSTRICT="$strict" "$@"
}

case_install() {
  rm -rf "$prefix"
  "$CMAKE" --install "$BUILD_DIR" --prefix "$prefix" >/dev/null
  # Nothing of tests, reference and Highway is installed, and no file knows where it was built.
  local extra
  extra=$(cd "$prefix" && find . -name '*reference*' -o -name '*hwy*' -o -name '*highway*' -o -name '*test*')
  [ -z "$extra" ] || fail "installed: $extra"
  if grep -rlIF -e "$BUILD_DIR" -e "$SIMDPROXY_ROOT" "$prefix"; then fail "a path of the build is installed"; fi
}

# Moved, so that nothing depends on where it was put first.
case_find_package() {
  copy_consumers
  cp -r "$prefix" "$work/moved"
  local kind
  for kind in simdproxy static; do
    configure "$work/source/find_package" "$work/$kind" -DKIND="$kind" -DCMAKE_PREFIX_PATH="$work/moved"
    "$CMAKE" --build "$work/$kind"
    "$work/$kind/consumer"
  done
  readelf -d "$work/simdproxy/consumer" | grep -q 'NEEDED.*libsimdproxy\.so\.' ||
    fail "the shared library is not the default"
  ! readelf -d "$work/static/consumer" | grep -q 'NEEDED.*libsimdproxy' || fail "static is not static"
}

case_pkg_config() {
  export PKG_CONFIG_PATH
  PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name simdproxy.pc)")
  pkg-config --print-errors --exists simdproxy
  local flags
  read -ra flags <<<"$(pkg-config --cflags --libs simdproxy)"
  cp -r "$SIMDPROXY_ROOT/tests/c" "$work/c"
  cd "$work"
  sed -i 's|tests/c/||' c/*.c c/*.h
  "$CC" -std=c99 -pedantic -Wall -Wextra -Werror -o shared c/*.c "${flags[@]}"
  LD_LIBRARY_PATH=$(pkg-config --variable=libdir simdproxy) ./shared
  # A whole program in C, without the shared library.
  read -ra flags <<<"$(pkg-config --static --cflags --libs simdproxy)"
  "$CC" -std=c99 -pedantic -Wall -Wextra -Werror -o static c/*.c \
    "${flags[@]/#-lsimdproxy/-l:libsimdproxy.a}"
  ./static
}

case_plain() {
  cd "$work"
  local lib
  lib=$(dirname "$(find "$prefix" -name libsimdproxy.a)")
  "$CXX" -std=c++20 -I"$prefix/include" "$here/consumer.cc" -L"$lib" -lsimdproxy -o consumer
  LD_LIBRARY_PATH=$lib ./consumer
}

# One CPU target and no optimisation: what is tested is the project, not the kernels.
case_subproject() {
  copy_consumers
  configure "$work/source/subproject" "$work/build" -DSIMDPROXY_ROOT="$SIMDPROXY_ROOT" \
    -DSIMDPROXY_HIGHWAY_SOURCE_DIR="${HIGHWAY:-}" -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_CXX_FLAGS=-DHWY_COMPILE_ONLY_STATIC
  "$CMAKE" --build "$work/build"
  "$work/build/consumer"
  [ -z "$(find "$work/build" -name '*_test' -o -name '*.so*' -o -name 'simdproxy')" ] ||
    fail "more is built than the library that is linked"
  ! "$CMAKE" --install "$work/build" --prefix "$work/prefix" 2>/dev/null | grep -q simdproxy ||
    fail "a project that adds this one installs it"
}

# Highway in the program and in the library: both ways round, static and shared.
case_highway() {
  [ -n "${HIGHWAY:-}" ] || exit $skipped
  cd "$work"
  local lib order
  lib=$(dirname "$(find "$prefix" -name libsimdproxy.a)")
  local file
  for file in abort targets; do
    [ ! -e "$HIGHWAY/hwy/$file.cc" ] ||
      "$CXX" -std=c++20 -O1 -DHWY_STATIC_DEFINE -isystem "$HIGHWAY" -c "$HIGHWAY/hwy/$file.cc"
  done
  ar rc libhwy.a ./*.o
  "$CXX" -std=c++20 -O1 -DHWY_STATIC_DEFINE -isystem "$HIGHWAY" -I"$prefix/include" \
    -c "$here/highway/main.cc"
  for order in "$lib/libsimdproxy.a libhwy.a" "libhwy.a $lib/libsimdproxy.a" \
    "libhwy.a $lib/libsimdproxy.so" "$lib/libsimdproxy.so libhwy.a"; do
    # shellcheck disable=SC2086
    "$CXX" main.o $order -o program
    LD_LIBRARY_PATH=$lib ./program
  done
  ! nm -C "$lib/libsimdproxy.a" | grep -E '[TWVBDR] hwy::' || fail "Highway's own names are in the library"
}

case_symbols() { "$here/symbols.sh" "$(find "$prefix" -name 'libsimdproxy.so' )" "$prefix/include"; }

case_python() {
  command -v python3 >/dev/null || exit $skipped
  SIMDPROXY_SHARED_LIBRARY=$(find "$prefix" -name libsimdproxy.so) PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=$SIMDPROXY_ROOT/core/examples/python SIMDPROXY_TEST_DATA=$SIMDPROXY_ROOT/tests/data \
    python3 "$here/proxy_data_test.py"
}

case_deb() {
  command -v dpkg-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null || exit $skipped
  cd "$work"
  "$(dirname "$CMAKE")/cpack" --config "$BUILD_DIR/CPackConfig.cmake" -G DEB -B "$work/debs" >cpack.log ||
    { cat cpack.log; fail "cpack"; }
  local package root=$work/root
  for package in debs/*.deb; do
    dpkg-deb -I "$package"
    dpkg-deb -x "$package" "$root"
  done
  [ "$(find debs -maxdepth 1 -name '*.deb' | wc -l)" = 3 ] || fail "not three packages"
  # apt takes them: names, versions and dependencies fit together.
  apt-get install --simulate -qq ./debs/*.deb >apt.log 2>&1 || { cat apt.log; fail "apt-get refuses"; }
  for package in libsimdproxy libsimdproxy-dev simdproxy; do
    grep -q "^Inst $package" apt.log || fail "apt-get would not install $package"
  done
  local lib
  lib=$(dirname "$(find "$root" -name libsimdproxy.a)")
  "$CXX" -std=c++20 -I"$root/usr/include" "$here/consumer.cc" -L"$lib" -lsimdproxy -o consumer
  LD_LIBRARY_PATH=$lib ./consumer
  printf 'PROXY UNKNOWN\r\n' | "$root/usr/bin/simdproxy" decode -
  "$root/usr/bin/loadproxy" sink --listen 127.0.0.1:0 --duration 0.1
}

# The examples of the guide, as a reader builds them.
build_examples() {
  cp -r "$SIMDPROXY_ROOT/core/examples" "$work/source"
  configure "$work/source" "$work/build" -DCMAKE_PREFIX_PATH="$prefix"
  "$CMAKE" --build "$work/build" --target "$@"
}

# The tests run them; here they are built alone.
case_examples() { build_examples epoll_server udp_server; }

# With a capture for a network card, and ordinary pages.
case_dpdk() {
  pkg-config --exists libdpdk || exit $skipped
  build_examples dpdk_burst
  "$prefix/bin/simdproxy" generate --count 500 --transport dgram --format pcap -o "$work/datagrams" \
    --mix v2-inet=50,v2-inet6=30,v2-local=20 --malformed truncated=10
  local index=$work/datagrams.index.jsonl expected
  count() { grep '"outcome":"ok"' "$index" | grep -c "$1"; }
  expected="500 packets, $(count .) with a valid header, $(count '"family":"INET"') INET,"
  expected+=" $(count '"family":"INET6"') INET6"
  [ "$(RUNTIME_DIRECTORY=$work "$work/build/dpdk_burst" --no-huge -m 64 --no-pci --no-telemetry \
    --vdev="net_pcap0,rx_pcap=$work/datagrams.pcap" 2>"$work/log")" = "$expected" ] ||
    { cat "$work/log"; fail "not: $expected"; }
  echo "$expected"
}

# Every name of the interface is documented, and every reference leads somewhere.
case_docs() {
  command -v doxygen >/dev/null || exit $skipped
  cd "$SIMDPROXY_ROOT"
  { cat core/Doxyfile; echo "OUTPUT_DIRECTORY = $work/docs"; } | doxygen -
  local name
  for name in simdproxy_find_headers DecodeBatch SIMDPROXY_BAD_CRC32C; do
    grep -rq "$name" "$work"/docs/html/*.html || fail "$name is missing"
  done
}

"case_$1"
