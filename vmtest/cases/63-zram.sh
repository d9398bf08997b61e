#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Swapping to compressed memory, which the kernel writes back to a device: what a gated task keeps there.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/swapped.sh
source /node/lib/swapped.sh

backing=/root/backing

prepare() {
  mkdir -p "$1/bin"
  cp /node/probe "$1/bin/probe"
}

attach() {
  guard "$1" fsverity bin/probe -- --gate="cgroup:$gated"
}

write_back() {
  swap_out
  echo all >/sys/block/zram0/idle
  echo idle >/sys/block/zram0/writeback
}

# place_in_backing   prints where the victim's memory lies
place_in_backing() {
  local place tries=20
  while ((tries--)); do
    write_back
    place=$(grep -abo -m 1 "$word remembers" "$backing" || true)
    if [[ -n $place ]]; then
      echo "${place%%:*}"
      return
    fi
  done
  echo 'nothing was written back' >&2
  return 1
}

attack "B: change a gated task's memory where zram has written it, by the file" EPERM change_memory place_in_backing @ "$backing"
attack 'B: the same by the device' EPERM change_memory place_in_backing @ /dev/loop0

control 'write to another loop device' write-at /dev/loop1 65536 x

modprobe loop
modprobe zram num_devices=1
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p "$gated"
for file in "$backing" /root/other; do
  dd if=/dev/zero of="$file" bs=1M count=32 status=none
done
losetup /dev/loop0 "$backing"
losetup /dev/loop1 /root/other
echo /dev/loop0 >/sys/block/zram0/backing_dev
echo 64M >/sys/block/zram0/disksize
mkswap -q /dev/zram0
swapon /dev/zram0
run_attacks
