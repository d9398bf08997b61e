#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A program with the grant for bpf(2) is not started by a foreign ELF interpreter, which may map nothing
# executable.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/tree.sh
source /node/lib/tree.sh

prepare() {
  fill_tree "$1"
  cp /node/probe "$1/bin/probe"
}

compile_options=(--allow-bpf /bin/bash)

attach() {
  guard "$1" fsverity "${tree_files[@]}" bin/probe -- --gate=bpf
}

# works ERRNO TREE COMMAND…   with the tree as its root directory
works() {
  [[ $(chroot "${@:2}") == works ]]
}

attack 'G: make a map in a program with the grant, by a foreign ELF interpreter' EACCES \
  make-map-by-interpreter - @/bin/bash "$interpreter" /root/forged

control 'a program with the grant and its blessed ELF interpreter' works @ /bin/bash -c 'echo works'
control 'a program without the grant and its ELF interpreter' run /bin/bash -c true

run_attacks
