# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Debian's composefs, which its stable releases do not have yet, with the libraries it needs and their linker:
# nothing is installed.

# shellcheck source=vmtest/lib/packages.sh
source "${BASH_SOURCE[0]%/*}/packages.sh"

COMPOSEFS_SUITE=sid
COMPOSEFS_PACKAGES=(composefs libcomposefs1 libc6 libssl3t64 libzstd1 zlib1g)

# Prints the directory whose 'tree' has these packages.
composefs_entry() {
  local key
  key=$({
    echo "$COMPOSEFS_SUITE ${COMPOSEFS_PACKAGES[*]}"
    declare -f composefs_build
  } | cache_key)
  cache_entry composefs "$key" composefs_build
}

composefs_build() {
  fetch_packages "$COMPOSEFS_SUITE" "$1/tree" "${COMPOSEFS_PACKAGES[@]}"
}

# composefs_wrappers TREE DIR   puts commands into DIR that run the programs where TREE is
composefs_wrappers() {
  local tree=$1 directory=$2 program
  local libraries=$tree/usr/lib/x86_64-linux-gnu
  mkdir -p "$directory"
  for program in bin/mkcomposefs bin/composefs-info sbin/mount.composefs; do
    printf '#!/bin/sh\nexec %s/ld-linux-x86-64.so.2 --library-path %s %s "$@"\n' \
      "$libraries" "$libraries" "$tree/usr/$program" >"$directory/${program##*/}"
    chmod 755 "$directory/${program##*/}"
  done
}
