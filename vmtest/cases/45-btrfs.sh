#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# btrfs: the disks behind its anonymous device, and subvolumes, which are deleted without a hook.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare() {
  btrfs -q subvolume create "$1/sub"
  btrfs -q subvolume create "$1/free"
  cp /bin/true "$1/sub/program"
  touch "$1/sub/other"
  sync -f "$1"
}

restored=
make_file_system() {
  mkfs.btrfs -q -f "$1" >/dev/null
}

attach() {
  guard "$1" fsverity sub/program
}

default_subvolume() {
  local id
  id=$(btrfs inspect-internal rootid "$2/free")
  /node/probe "$1" run btrfs subvolume set-default "$id" "$2"
}

label_by_sysfs() {
  local label
  label=/sys/fs/btrfs/$(blkid -s UUID -o value "$2")/label
  /node/probe "$1" write "$label" other
}

p=@/sub/program
attack 'A: open the disk for writing' EPERM open-write @disk
attack 'C: delete the subvolume' EPERM run btrfs subvolume delete @/sub
attack 'C: rename the subvolume' EPERM rename @/sub @/elsewhere
attack 'C: mount another subvolume next time' EPERM default_subvolume @
attack 'E: make the subvolume read-only' EPERM run btrfs property set @/sub ro true
attack 'A: add a device' EPERM run btrfs device add -f /dev/loop0 @
attack 'E: another label by sysfs' EPERM label_by_sysfs @disk
attack 'A: open for writing' EPERM open-write $p
attack 'C: unlink' EPERM unlink $p

control 'read it' read $p
control 'make a snapshot' run btrfs subvolume snapshot @/sub @/copy
control 'mount another subvolume' run sh -c 'mount --mkdir -o subvol=free /dev/vdd /root/free && umount /root/free'
control 'ask for subvolumes' run btrfs subvolume list @
control 'ask for its devices' run btrfs filesystem show @
control 'write another file' write @/sub/other x

modprobe -a btrfs loop
truncate -s 200M /root/spare
losetup /dev/loop0 /root/spare
run_attacks
