# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A tree in which bash runs by the libraries there, as a root directory. Sourced after case.sh.

# Where programs name the ELF interpreter, and what lies there.
INTERPRETER=/lib64/ld-linux-x86-64.so.2
# shellcheck disable=SC2034
interpreter=$(readlink -f "$INTERPRETER")
libraries=()
mapfile -t libraries < <(ldd /bin/bash | sed -n 's/.*=> \/\([^ ]*\) .*/\1/p')
# All files of it.
tree_files=(bin/bash "${INTERPRETER#/}" "${libraries[@]}")

# fill_tree TREE
fill_tree() {
  local file
  for file in "${tree_files[@]}"; do
    mkdir -p "$1/${file%/*}"
    cp -L "/$file" "$1/$file"
  done
}
