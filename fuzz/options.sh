#!/usr/bin/env bash
# Prints what options/NAME.options says as arguments of libFuzzer: OSS-Fuzz reads the file itself.
#   options.sh NAME
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
while IFS=' =' read -r key value; do
  case $key in
    dict) echo "-dict=$fuzz/$value" ;;
    max_len) echo "-max_len=$value" ;;
  esac
done <"$fuzz/options/$1.options"
