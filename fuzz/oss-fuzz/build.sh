#!/bin/bash -eu
# What OSS-Fuzz runs. All of it is in the project, as a copy elsewhere is inconvenient to change.
exec "$SRC/simdproxy/fuzz/build.sh"
