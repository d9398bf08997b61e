#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: packages mdadm
#
# A file system on mirrored disks: nobody has md take another disk for one of them, by a command or by a word.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disks=(/dev/md10 /dev/md11)

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

# member ARRAY   one of its two disks
member() {
  local -a members=("/sys/block/${1##*/}/slaves/"*)
  echo "${members[-1]##*/}"
}

# without ARRAY   takes the further disk away again; md is busy now and then
without() {
  local tries=50
  until echo remove >"/sys/block/${1##*/}/md/dev-loop4/state"; do
    ((tries--)) || return 2
    sleep 0.2
  done 2>/dev/null
}

added() {
  /node/probe "$1" write "/sys/block/${2##*/}/md/new_dev" "$(cat /sys/block/loop4/dev)" || return
  without "$2"
}

added_by_command() {
  /node/probe "$1" run mdadm --add "$2" /dev/loop4 || return
  without "$2"
}

dropped() {
  /node/probe "$1" write "/sys/block/${2##*/}/md/dev-$(member "$2")/state" faulty
}

write_below() {
  /node/probe "$1" raw-write "$2" "/dev/$(member "$3")"
}

p=@/program
attack 'A: write to a disk of the array' EPERM write_below $p @disk
attack 'A: have md take another disk, by its files in sysfs' EPERM added @disk
attack 'A: the same by a command' EPERM added_by_command @disk
attack 'A: have md drop a disk' EPERM dropped @disk

compared() {
  /node/probe "$1" write "/sys/block/${2##*/}/md/sync_action" check
}

control 'have md compare the disks' compared @disk
control 'ask for the state of the array' run mdadm --detail @disk

modprobe -a loop raid1
for n in 0 1 2 3 4; do
  truncate -s 96M "/root/disk$n"
  losetup "/dev/loop$n" "/root/disk$n"
done
mdadm --build /dev/md10 --assume-clean --level=1 --raid-devices=2 /dev/loop0 /dev/loop1
mdadm --build /dev/md11 --assume-clean --level=1 --raid-devices=2 /dev/loop2 /dev/loop3
run_attacks
