#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: nvme
#
# NVMe disks: commands through the disk, its generic device and its controller, by ioctl and io_uring.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disks=(/dev/nvme0n1 /dev/nvme1n1)

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

# nvme1n1, ng1n1 and nvme1 are the disk, its generic device and its controller.
by_generic() {
  /node/probe "$1" "$2" "$3" "${4/nvme/ng}"
}

by_controller() {
  /node/probe "$1" nvme-write "$2" "${3%n1}"
}

ask_controller() {
  /node/probe "$1" nvme-admin "${2%n1}"
}

p=@/program
attack 'A: a command to the disk' EPERM nvme-write $p @disk
attack 'A: a command to its generic device' EPERM by_generic nvme-write $p @disk
attack 'A: a command through io_uring' EPERM by_generic nvme-write-by-uring $p @disk
attack 'A: a command to its controller' EPERM by_controller $p @disk
attack 'A: any administrative command' EPERM ask_controller @disk
attack 'A: write to the disk' EPERM raw-write $p @disk

control 'ask for the size of the disk' run blockdev --getsize64 @disk
control 'a command to another disk' nvme-admin /dev/nvme0

run_attacks
