#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Pages that ext4 read of a file with fs-verity while it could not be opened: nothing has verified them. The medium is
# root's own, and says where the file's descriptor would be.
#
# boot: add vmtest/cases/78-ext4-unverified:/root/ext4

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

gated=/sys/fs/cgroup/gated
image=/root/medium

# An ELF program that ends with status 0, as large as the one that shall run under its name.
program() {
  local bytes=
  bytes+=7f454c4602010100000000000000000002003e0001000000780040000000000040000000000000000000000000000000
  bytes+=000000004000380001000000000000000100000005000000000000000000000000004000000000000000400000000000
  bytes+=840000000000000084000000000000000010000000000000bf00000000b83c0000000f05
  printf %b "$(fold -w 2 <<<"$bytes" | sed 's/^/\\x/' | tr -d '\n')"
  head -c 3000000 /dev/zero
}

prepare() {
  mkdir "$1/bin"
  program >"$1/bin/program"
  chmod 755 "$1/bin/program"
}

attach() {
  guard "$1" fsverity bin/program -- --gate="cgroup:$gated"
}

inside() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$@"
  )
}

# copied TREE [NAME…]   a medium with a copy of the blessed program, whose digest is the same, made after these
copied() {
  rm -f "$image"
  truncate -s 64M "$image"
  mkfs.ext4 -q -F -b 4096 -O verity,^metadata_csum "$image"
  mount -o loop "$image" /mnt
  (($# == 1)) || touch "${@:2}"
  head -c 4096 /dev/urandom >/mnt/other
  cp "$1/bin/program" /mnt/copy
  sync
  fsverity enable /mnt/copy
  umount /mnt
}

# foreign COMMAND…   whether it runs and is the probe. What the kernel takes for a damaged file it does not run either.
foreign() {
  local said=
  said=$("$@" --list 2>/root/said) || true
  [[ $said != *ptrace-traceme* ]] || return 0
  grep -q 'Permission denied' /root/said || return 3
  return 1
}

read_unopened() {
  local loop answer=0
  copied "$2"
  /root/ext4/medium.py arrange "$image" /node/probe /root/leaves
  loop=$(losetup -f --show "$image")
  mount -o errors=continue "$loop" /mnt
  /root/ext4/medium.py read "$loop" /mnt/copy /root/leaves
  foreign inside /mnt/copy || answer=$?
  umount /mnt
  losetup -d "$loop"
  return "$answer"
}

as_it_is() {
  foreign inside /node/probe
}

runs_inside() {
  inside "$2/bin/program"
}

# The same content on a medium that nobody has touched. Where an open has failed, the inode of that number has no digest.
runs_from_medium() {
  local answer=0
  copied "$2" /mnt/one /mnt/two
  mount -o loop "$image" /mnt
  inside /mnt/copy || answer=$?
  umount /mnt
  return "$answer"
}

attack 'B: run what ext4 read of a file while it could not be opened' EACCES read_unopened @
attack 'B: run the same as it is' EACCES as_it_is

control 'run the program behind the gate' runs_inside @
control 'run a copy of it from another medium' runs_from_medium @

mkdir -p "$gated"
modprobe -a loop
run_attacks
