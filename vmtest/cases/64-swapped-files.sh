#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Blessed files in memory (tmpfs), and no gate: where the kernel swaps them to, they can be changed.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/swapped.sh
source /node/lib/swapped.sh

area=/root/area

# What is written there is that cgroup's memory, and so can be driven out.
prepare() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    echo 'MARK:the blessed' >"$1/data"
  )
}

fresh_tree() {
  ! mounted "$1" || return 0
  mount --mkdir -t tmpfs none "$1"
  prepare "$1"
}

attach() {
  guard "$1" ima data
}

# by_swap ERRNO TREE   allowed when the file then reads otherwise
by_swap() {
  local answer=0 place='' tries=20
  /node/probe "$1" run swapon /dev/loop0 || answer=$?
  ((!answer)) || return "$answer"
  while [[ -z $place ]] && ((tries--)); do
    swap_out
    place=$(grep -abo -m 1 'MARK:the blessed' "$area" || true)
  done
  if [[ -n $place ]]; then
    swap_out
    /node/probe - write-at "$area" "${place%%:*}" 'MARK:the changed'
  fi
  grep -q changed "$2/data" || answer=2
  swapoff /dev/loop0
  return "$answer"
}

attack 'A: have it swapped out and change it there' EPERM by_swap @

control 'read it' read @/data

modprobe loop
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p "$gated"
dd if=/dev/zero of="$area" bs=1M count=32 status=none
chmod 600 "$area"
mkswap -q "$area"
losetup /dev/loop0 "$area"
run_attacks
