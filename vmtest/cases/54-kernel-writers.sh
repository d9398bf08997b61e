#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Those who have the kernel itself open the disk: no file of it is opened, and no LSM hook asked.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

target=/sys/kernel/config/nvmet
name=sbomlock

prepare() {
  cp /bin/true "$1/program"
}

attach() {
  guard "$1" ima program
}

# An NVMe target of this node over the disk, and this node as its host: a second device with its bytes.
offer() {
  mkdir -p "$target/subsystems/$name/namespaces/1" "$target/ports/1"
  echo 1 >"$target/subsystems/$name/attr_allow_any_host"
  echo loop >"$target/ports/1/addr_trtype"
  ln -s "$target/subsystems/$name" "$target/ports/1/subsystems/$name"
  printf %s "$1" >"$target/subsystems/$name/namespaces/1/device_path"
}

withdraw() {
  local controller
  for controller in /sys/class/nvme-fabrics/ctl/nvme*; do
    [[ ! -e $controller ]] || echo 1 >"$controller/delete_controller"
  done
  rm "$target/ports/1/subsystems/$name"
  rmdir "$target/ports/1" "$target/subsystems/$name/namespaces/1" "$target/subsystems/$name"
}

connected() {
  echo "transport=loop,nqn=$name" >/dev/nvme-fabrics
  local tries=50
  until [[ -b /dev/nvme0n1 ]]; do
    ((tries--)) || return 1
    sleep 0.1
  done
}

# by_target ERRNO FILE DISK   a probe
by_target() {
  local answer=0
  offer "$3" || return 2
  /node/probe "$1" write "$target/subsystems/$name/namespaces/1/enable" 1 || answer=$?
  if ((!answer)); then
    connected || answer=2
    ((answer)) || /node/probe - raw-write "$2" /dev/nvme0n1 || answer=$?
  fi
  withdraw || return 2
  return "$answer"
}

# overruled ERRNO FILE DISK   the same, with a program at the root of all cgroups that allows every device
overruled() {
  local pin=/sys/fs/bpf/of-another answer=0
  mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
  /node/probe "$1" allow-devices /sys/fs/cgroup "$pin" || return
  by_target "$@" || answer=$?
  rm "$pin"
  return "$answer"
}

told() {
  sbomlock events | jq -se 'map(select(.hook == "cgroup_device" and .action == "write-device"
    and .device == "254:48")) | length > 0'
}

gone() {
  sbomlock unload
  nothing_loaded
  [[ -z $(bpftool -j cgroup show /sys/fs/cgroup | jq "(. // [])[]") ]]
  by_target - /srv/guarded/program /dev/vdd
}

p=@/program
attack 'A: write through an NVMe target over the disk' EPERM by_target $p @disk
attack 'A: the same, with a program that overrules at the root of all cgroups' EPERM overruled $p @disk
attack 'A: write to the disk' EPERM raw-write $p @disk

control 'an NVMe target over another disk' by_target /srv/before/program /dev/vdc
control 'open the disk for reading' run blockdev --getsize64 @disk

modprobe -a nvmet nvme-loop
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
run_attacks
check 'an event names the device' told
check 'unload leaves nothing at the cgroup, and a target over the disk can be made' gone
