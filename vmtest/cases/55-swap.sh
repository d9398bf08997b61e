#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What a gated task keeps in memory may lie in swap: nobody changes it there, and nobody has the kernel put it
# anywhere else.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/swapped.sh
source /node/lib/swapped.sh

areas=/root/areas
swap=/dev/loop0

prepare() {
  mkdir -p "$1/bin"
  cp /node/probe "$1/bin/probe"
}

attach() {
  guard "$1" fsverity bin/probe -- --gate="cgroup:$gated"
}

# Prints where in the swap area the victim's memory lies.
place_in_swap() {
  local place tries=20
  while ((tries--)); do
    swap_out
    place=$(dd if="$swap" bs=1M iflag=direct status=none | grep -abo -m 1 "$word remembers" || true)
    if [[ -n $place ]]; then
      echo "${place%%:*}"
      return
    fi
  done
  echo 'nothing was swapped out' >&2
  return 1
}

# swap_to ERRNO FILE   has the kernel use it, and no more
swap_to() {
  local answer=0
  /node/probe "$1" run swapon "$2" || answer=$?
  ((answer)) || swapoff "$2"
  return "$answer"
}

# Writing to the area itself the kernel refuses with ETXTBSY.
attack "B: change a gated task's memory in swap, by what lies below" EPERM change_memory place_in_swap @ "$areas/first"
attack 'B: take the area itself' EPERM open-write "$swap"
attack 'B: swap to another file' EPERM swap_to "$areas/second"
attack 'B: swap to another device' EPERM swap_to /dev/loop1
attack 'B: swap to it, by a number with more bits' EPERM swapon-wide /dev/loop1

control 'write to another loop device' write-at /dev/loop1 65536 x
control 'stop swapping to it' run swapoff "$swap"

modprobe loop
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p "$gated" "$areas"
for area in first second third; do
  dd if=/dev/zero of="$areas/$area" bs=1M count=16 status=none
  chmod 600 "$areas/$area"
  mkswap -q "$areas/$area"
done
losetup "$swap" "$areas/first"
losetup /dev/loop1 "$areas/third"
swapon "$swap"
run_attacks
