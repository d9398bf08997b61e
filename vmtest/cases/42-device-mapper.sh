#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A file system on a mapped device: nobody gives it another table, or maps its disk a second time.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disks=(/dev/mapper/before /dev/mapper/guarded)

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

show_table() {
  dmsetup load "$1" --table "$2" && dmsetup suspend "$1" && dmsetup resume "$1"
}

another_table() {
  local name=${2##*/} answer=0 table
  table=$(dmsetup table "$name")
  /node/probe "$1" run dmsetup load "$name" --table "${table/linear*/zero}" || return
  show_table "$name" "${table/linear*/zero}"
  dd if="$2" bs=4096 count=1 iflag=direct status=none | cmp -n 4096 - /dev/zero || answer=2
  show_table "$name" "$table"
  return "$answer"
}

suspended() {
  local answer=0
  /node/probe "$1" run dmsetup suspend "$2" || answer=$?
  ((answer)) || dmsetup resume "$2"
  return "$answer"
}

disk_below() {
  echo "/dev/$(dmsetup deps -o devname "$1" | sed 's/.*(\(.*\))/\1/')"
}

second_map() {
  local answer=0
  /node/probe "$1" run dmsetup create second --table "0 131072 linear $(disk_below "$3") 0" || answer=$?
  if ((!answer)); then
    /node/probe - raw-write "$2" /dev/mapper/second || answer=$?
    dmsetup remove --retry second
  fi
  return "$answer"
}

write_below() {
  /node/probe "$1" raw-write "$2" "$(disk_below "$3")"
}

p=@/program
attack 'A: another table' EPERM another_table @disk
attack 'A: suspend it' EPERM suspended @disk
attack 'A: a second device over its disk' EPERM second_map $p @disk
attack 'A: write to the mapped device' EPERM raw-write $p @disk
attack 'A: write to the disk below' EPERM write_below $p @disk

control 'ask for the devices' run dmsetup ls
control 'ask for their tables' run dmsetup table
control 'ask for their state' run dmsetup info

modprobe dm-mod
# No udev makes the nodes here.
export DM_DISABLE_UDEV=1
for disk in before:vdc guarded:vdd; do
  dmsetup create "${disk%:*}" --table "0 131072 linear /dev/${disk#*:} 0"
done
run_attacks
