#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A file system on a loop device over a disk, which nobody has claimed.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/paths.sh
source /node/lib/paths.sh

disks=(/dev/loop0 /dev/loop1)

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

below() {
  losetup --noheadings --output BACK-FILE "$1" | tr -d ' '
}

write_below() {
  /node/probe "$1" raw-write "$2" "$(below "$3")"
}

mounted_below() {
  mounted_for_reading "$1" "$2" "$(below "$2")"
}

attack 'A: write to the disk below' EPERM write_below @/program @disk
attack 'A: mount the disk below for reading, then for writing' EPERM mounted_below @disk

control 'mount the loop device once more' run sh -c \
  'mkdir -p /root/again && mount /dev/loop1 /root/again && umount /root/again'
control 'read the disk below' run dd if=/dev/vdd of=/dev/null bs=4096 count=1 iflag=direct status=none

modprobe loop
losetup /dev/loop0 /dev/vdc
losetup /dev/loop1 /dev/vdd
run_attacks
