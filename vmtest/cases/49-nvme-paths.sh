#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: nvme-shared
#
# NVMe disks that may have several paths: a target of this very node says that it is one more, and shows
# what it likes.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disks=(/dev/nvme0n1 /dev/nvme1n1)
targets=/sys/kernel/config/nvmet
nowhere=00000000-0000-0000-0000-000000000000

prepare() {
  echo 'MARK:the blessed' >"$1/data"
}

attach() {
  without_fabrics
  guard "$1" ima data
}

# reach ERRNO NODE   what the driver itself refuses, it has read
reach() {
  local said
  said=$(printf transport=none 2>&1 >"$2") && return 0
  echo "$said"
  case $said in
    *'Invalid argument'*) return 0 ;;
    *'Operation not permitted'*) [[ $1 == EPERM ]] && return 1 ;;
  esac
  return 3
}

# Its module gets another number as soon as somebody else has taken the one before.
by_next_number() {
  local before major minor answer=0
  rmmod nvme-loop nvme-fabrics || return 2
  modprobe nvme-fabrics
  before=$(</sys/class/misc/nvme-fabrics/dev)
  rmmod nvme-fabrics
  modprobe vsock
  modprobe nvme-fabrics
  if [[ $(</sys/class/misc/nvme-fabrics/dev) == "$before" ]]; then
    echo "its number is $before as before"
    return 2
  fi
  IFS=: read -r major minor </sys/class/misc/nvme-fabrics/dev
  mknod /root/fabrics c "$major" "$minor"
  reach "$1" /root/fabrics || answer=$?
  rm /root/fabrics
  rmmod vsock
  modprobe nvme-loop
  return "$answer"
}

# The name is taken, so its node is not made; and another device has the number that it had.
by_taken_name() {
  local number answer=0
  without_fabrics
  modprobe vsock
  : >/dev/nvme-fabrics
  modprobe nvme-fabrics
  number=$(</sys/class/misc/nvme-fabrics/dev)
  mknod /root/fabrics c "${number%:*}" "${number#*:}"
  reach "$1" /root/fabrics || answer=$?
  rm -f /root/fabrics /dev/nvme-fabrics
  rmmod nvme-fabrics vsock
  modprobe nvme-loop
  return "$answer"
}

without_fabrics() {
  rmmod nvme-loop nvme-fabrics 2>/dev/null || true
}

# changed_copy DISK   a loop device that shows the disk with other content
changed_copy() {
  local image=/dev/shm/copy-${1##*/} place
  truncate -s 1G "$image"
  dd if="$1" of="$image" bs=1M count=64 conv=notrunc,sparse status=none
  for place in $(head -c 64M "$image" | grep -abo 'MARK:the blessed' | cut -d: -f1); do
    printf 'MARK:the changed' | dd of="$image" bs=1 seek="$place" conv=notrunc status=none
  done
  losetup -f --show "$image"
}

# offer NQN UUID DEVICE   as the kernel's target
offer() {
  local subsystem=$targets/subsystems/$1
  mkdir -p "$subsystem/namespaces/1"
  echo 1 >"$subsystem/attr_allow_any_host"
  printf %s "$3" >"$subsystem/namespaces/1/device_path"
  printf %s "$2" >"$subsystem/namespaces/1/device_uuid"
  printf %s "$nowhere" >"$subsystem/namespaces/1/device_nguid"
  echo 1 >"$subsystem/namespaces/1/enable"
  if [[ ! -d $targets/ports/1 ]]; then
    mkdir "$targets/ports/1"
    echo loop >"$targets/ports/1/addr_trtype"
  fi
  ln -s "$subsystem" "$targets/ports/1/subsystems/$1"
}

# take_real_path SUBSYSTEM   only the target's is left
take_real_path() {
  local controller
  for controller in "$1"/nvme*; do
    if [[ -e $controller/transport && $(<"$controller/transport") == pcie ]]; then
      echo 1 >"$controller/device/remove"
    fi
  done
  sleep 2
}

# leave SUBSYSTEM NQN   so that modules can go
leave() {
  local controller
  rm "$targets/ports/1/subsystems/$2"
  rmdir "$targets/ports/1"
  for controller in "$1"/nvme*; do
    if [[ -e $controller/transport && $(<"$controller/transport") == loop ]]; then
      echo 1 >"$controller/delete_controller"
    fi
  done
}

# another_path ERRNO TREE DISK
another_path() {
  local answer=0 subsystem uuid nqn
  subsystem=$(readlink -f "/sys/block/${3##*/}/device")
  nqn=$(<"$subsystem/subsysnqn")
  uuid=$(cat "/sys/block/${3##*/}/uuid" 2>/dev/null) || uuid=$nowhere
  sync
  offer "$nqn" "$uuid" "$(changed_copy "$3")"
  /node/probe "$1" write /dev/nvme-fabrics "transport=loop,nqn=$nqn" || answer=$?
  ((!answer)) || return "$answer"
  sleep 2
  take_real_path "$subsystem"
  echo 3 >/proc/sys/vm/drop_caches
  grep -q changed "$2/data" || answer=2
  leave "$subsystem" "$nqn"
  return "$answer"
}

attack 'A: the device that adds paths to the disk, when its name is taken' EPERM by_taken_name
attack 'A: the same, by its next number' EPERM by_next_number
attack 'A: another path to the disk, which shows something else' EPERM another_path @ @disk

control 'read it' read @/data
control 'ask which fabrics there are' read /dev/nvme-fabrics

modprobe -a nvmet nvme-loop loop
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
run_attacks
