#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The generic devices of SCSI disks, whose module comes after the guard: nobody has seen their numbers.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

# by_generic ERRNO OPERATION FILE PARTITION
by_generic() {
  local disk=${4##*/} answer=0
  modprobe sg
  /node/probe "$1" "$2" "$3" "/dev/$(ls "/sys/block/${disk%%[0-9]*}/device/scsi_generic")" || answer=$?
  rmmod sg
  return "$answer"
}

attack 'A: SG_IO on a generic device that came later' EPERM by_generic scsi-write @/program @disk
attack 'A: write(2) on a generic device that came later' EPERM by_generic scsi-write-by-write @/program @disk

control 'SG_IO on another disk' scsi-write /srv/before/program /dev/sda

modprobe sd_mod
modprobe scsi_debug dev_size_mb=160 num_parts=2 add_host=2 per_host_store=1
for _ in {1..50}; do
  [[ -e /dev/sda2 && -e /dev/sdb2 ]] && break
  sleep 0.2
done
rmmod sg 2>/dev/null || true
disks=(/dev/sda1 /dev/sdb1)
run_attacks
