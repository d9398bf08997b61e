#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A file system in a loop device: nobody changes the file behind it, or shows another part of it.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disks=(/dev/loop0 /dev/loop1)
images=/srv/images

prepare() {
  cp /bin/true "$1/program"
  touch "$1/other"
}

attach() {
  guard "$1" ima program
}

# What lies below the tree's loop device: a file, and the disk that the file is on.
image_of() {
  losetup --noheadings --output BACK-FILE "$1" | tr -d ' '
}

below() {
  /node/probe "$1" "$2" "$(image_of "$3")" "${@:4}"
}

p=@/program
attack 'A: write to the file behind it' EPERM below write @disk x
attack 'A: extend it' EPERM below extend @disk
attack 'A: write to the disk of that file' EPERM below raw-write @disk /dev/vdc
attack 'A: write to the loop device' EPERM raw-write $p @disk
attack 'C: rename that file' EPERM below rename @disk $images/elsewhere
attack 'A: another offset' EPERM loop-offset @disk

control 'ask for its state' run losetup --list @disk
control 'write in its file system' write @/other x
control 'use another loop device' run sh -c \
  'truncate -s 1M /root/image && losetup /dev/loop7 /root/image && losetup -d /dev/loop7'

modprobe loop
mkfs.ext4 -q -F -b 4096 /dev/vdc
mount --mkdir /dev/vdc "$images"
for i in 0 1; do
  dd if=/dev/zero of="$images/image$i" bs=1M count=65 status=none
  losetup "/dev/loop$i" "$images/image$i"
done
run_attacks

check 'its file system is written back' sync -f /srv/guarded/other
