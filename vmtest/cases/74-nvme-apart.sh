#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: nvme-two-paths
# boot: append nvme_core.multipath=N
#
# NVMe disks to each of which two controllers lead, and the kernel makes a disk of each way.

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

by_other_controller() {
  local other
  other=$(other_path "$4")
  /node/probe "$1" "$2" "$3" "${other%n1}"
}

p=@/program
attack 'A: write by the other disk' EPERM by_other_path raw-write $p @disk
attack 'A: a command to the other disk' EPERM by_other_path nvme-write $p @disk
attack 'A: a command to the other controller' EPERM by_other_controller nvme-write $p @disk
attack 'A: mount the other disk for reading, then for writing' EPERM mounted_by_other_path @disk

control 'read by the other disk' read_other @disk

choose_disks /dev/nvme{0,1,2,3}n1
control 'a command to a disk of others' nvme-admin "${disks[0]%n1}"
run_attacks
