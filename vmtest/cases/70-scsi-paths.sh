#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: scsi-shared
#
# SCSI disks to each of which two paths lead: what one holds the other writes, and nobody has claimed that.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/paths.sh
source /node/lib/paths.sh

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

mapped() {
  local answer=0
  /node/probe "$1" run dmsetup create second --table "0 131072 linear $(other_path "$3") 0" || answer=$?
  if ((!answer)); then
    /node/probe - raw-write "$2" /dev/mapper/second || answer=$?
    dmsetup remove --retry second
  fi
  return "$answer"
}

# Pages that wait to be written while the table changes to one that only reads: the kernel warns of them, and writes.
mapped_for_reading() {
  local answer=0 other at
  other=$(other_path "$3")
  at=$(filefrag -b4096 -v "$2" | sed -nE 's/^ *0: *0\.\. *[0-9]+: *([0-9]+)\..*/\1/p')
  dmsetup create second --table '0 131072 zero'
  exec {second}<>/dev/mapper/second
  dmsetup suspend second
  head -c 4096 /dev/zero | tr '\0' x |
    dd of=/dev/mapper/second bs=4096 seek="$at" conv=notrunc iflag=fullblock status=none
  /node/probe "$1" run dmsetup load second --readonly --table "0 131072 linear $other 0" || answer=$?
  dmsetup resume second
  sync /dev/mapper/second || true
  exec {second}>&-
  dmsetup remove --retry second
  if ((!answer)); then
    dd if="$other" bs=4096 count=1 skip="$at" iflag=direct status=none | grep -qz xxxx || answer=2
  fi
  return "$answer"
}

map_for_reading() {
  /node/probe "$1" run dmsetup create free --readonly --table "0 131072 linear $(other_path "$2") 0"
}

p=@/program
attack 'A: write by the other path' EPERM by_other_path raw-write $p @disk
attack 'A: SG_IO by the other path' EPERM by_other_path scsi-write $p @disk
attack 'A: a mapped device over the other path' EPERM mapped $p @disk
attack 'A: one that only reads, with pages that wait' EPERM mapped_for_reading $p @disk
attack 'A: mount the other path for reading, then for writing' EPERM mounted_by_other_path @disk

control 'ask for the size of the disk' run blockdev --getsize64 @disk
control 'read by the other path' read_other @disk
control 'map another disk for reading' map_for_reading /dev/sda

modprobe -a virtio_scsi sd_mod sg dm-mod
# No udev makes the nodes here.
export DM_DISABLE_UDEV=1
choose_disks /dev/sd{a,b,c,d}
run_attacks
