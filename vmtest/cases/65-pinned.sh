#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# fs-verity enabled on a copy of a blessed file while the kernel still reads from a device into its pages: the
# digest is the blessed file's, and in memory it is another file.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

gated=/sys/fs/cgroup/gated

# What the devices foreign-program and foreign-module hold is smaller than what it is put in the place of.
prepare() {
  mkdir -p "$1"/{bin,tmp}
  cp /node/probe "$1/bin/probe"
  cp /root/loop.ko "$1/bin/loop.ko"
}

attach() {
  guard "$1" fsverity bin/probe bin/loop.ko -- --gate="cgroup:$gated" --gate="$1"
}

# inside COMMAND…   from within the cgroup
inside() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$@"
  )
}

digest() {
  local said
  said=$(fsverity "$@")
  echo "${said%% *}"
}

# pinned_copy GOOD COPY DEVICE   a copy with the digest of GOOD and the content of DEVICE
pinned_copy() {
  rm -f "$2"
  dmsetup suspend "$3"
  /node/probe - enable-verity-pinned "$1" "$2" "/dev/mapper/$3" dmsetup resume "$3"
  [[ $(digest measure "$2") == "$(digest digest "$1")" ]]
}

# changed_program ERRNO TREE DIRECTORY   runs the copy there, which is busybox by then
changed_program() {
  pinned_copy "$2/bin/probe" "$3/busybox" foreign-program
  inside "$2/bin/probe" "$1" exec "$3/busybox" true || return
  [[ $(inside "$3/busybox" echo foreign) == foreign ]]
}

# The same without the cgroup.
changed_program_outside() {
  pinned_copy "$2/bin/probe" "$3/busybox" foreign-program
  /node/probe "$1" exec "$3/busybox" true || return
  [[ $("$3/busybox" echo foreign) == foreign ]]
}

# changed_module ERRNO TREE
changed_module() {
  pinned_copy "$2/bin/loop.ko" /root/copies/loop.ko foreign-module
  inside "$2/bin/probe" "$1" load-module /root/copies/loop.ko || return
  rmmod dummy
}

# clean_copy ERRNO TREE COPY   a copy that nobody changes runs once its inode was read from the disk again
clean_copy() {
  rm -f "$3"
  cp "$2/bin/probe" "$3"
  fsverity enable "$3"
  settle
  inside "$2/bin/probe" "$1" exec "$3" --list
}

# blessed_since ERRNO TREE   bless has the kernel read anew what it blesses while the guard stands
blessed_since() {
  cp "$2/bin/probe" "$2/tmp/since"
  sbomlock bless "$(measure "$2" tmp/since)" --root "$2" --method=fsverity
  inside "$2/bin/probe" "$1" exec "$2/tmp/since" --list
}

blessed_program() {
  inside "$2/bin/probe" "$1" exec "$2/bin/probe" --list
}

attack 'B: run a copy whose pages were changed after fs-verity was enabled' EACCES changed_program @ /root/copies
attack 'B: run such a copy that lies in the gated file system' EACCES changed_program_outside @ @/tmp
attack 'G: load a module whose pages were changed after fs-verity was enabled' EPERM changed_module @

control 'a copy of a blessed program with fs-verity' clean_copy @ /root/copies/clean
control 'such a copy in the gated file system' clean_copy @ @/tmp/clean
control 'a program that was blessed since' blessed_since @
control 'a blessed program' blessed_program @

modprobe -a loop dm-mod
# No udev makes the nodes here.
export DM_DISABLE_UDEV=1
mkdir -p "$gated" /root/copies
busybox xzcat "$(modinfo -n loop)" >/root/loop.ko
busybox xzcat "$(modinfo -n dummy)" >/root/foreign-module
cp /bin/busybox /root/foreign-program
for content in program module; do
  truncate -s 4M "/root/foreign-$content"
  device=$(losetup -f --show "/root/foreign-$content")
  dmsetup create "foreign-$content" --table "0 8192 linear $device 0"
done
run_attacks
