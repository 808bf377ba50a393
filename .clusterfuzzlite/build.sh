#!/bin/bash -eu
# What ClusterFuzzLite runs.
exec "$SRC/simdproxy/fuzz/build.sh"
