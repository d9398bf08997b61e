#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: nvme-two-paths
#
# NVMe disks to each of which two controllers lead. One that is bound to its driver anew has another number.

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

# bind_anew DISK   one of its controllers, whose number somebody keeps; says which it is then
bind_anew() {
  local controller device
  for controller in "$(readlink -f "/sys/block/${1##*/}/device")"/nvme*; do
    [[ ! -e $controller/transport ]] || break
  done
  device=$(readlink -f "$controller/device")
  exec {kept}<"/dev/${controller##*/}"
  echo "${device##*/}" >/sys/bus/pci/drivers/nvme/unbind
  echo "${device##*/}" >/sys/bus/pci/drivers/nvme/bind
  exec {kept}<&-
  for _ in {1..50}; do
    sleep 0.2
    [[ $(cat "$device"/nvme/nvme*/state) != live ]] || break
  done
  basename "$device"/nvme/nvme*
}

# by_bound_anew ERRNO OPERATION FILE DISK
by_bound_anew() {
  local controller
  controller=$(bind_anew "$4")
  /node/probe "$1" "$2" "$3" "/dev/$controller"
}

ask_bound_anew() {
  local controller
  controller=$(bind_anew "$2")
  /node/probe "$1" nvme-admin "/dev/$controller"
}

# The kernel opens it by its number, and passes commands of others on to it.
passed_on() {
  local target=/sys/kernel/config/nvmet/subsystems/passed controller answer=0
  controller=$(bind_anew "$2")
  mkdir "$target"
  /node/probe "$1" write "$target/passthru/device_path" "/dev/$controller" || answer=$?
  ((answer)) || /node/probe "$1" write "$target/passthru/enable" 1 || answer=$?
  ((answer)) || echo 0 >"$target/passthru/enable"
  rmdir "$target"
  return "$answer"
}

attack 'A: a command to a controller that is bound anew' EPERM by_bound_anew nvme-write @/program @disk
attack 'A: any administrative command to it' EPERM ask_bound_anew @disk
attack 'A: a target of this node that passes commands on to it' EPERM passed_on @disk

control 'read it' read @/program

modprobe nvmet
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
# Of two controllers, the one that was found first gives the disk its number.
disks=(/dev/nvme?n1)
run_attacks
