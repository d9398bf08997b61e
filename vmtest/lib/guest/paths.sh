# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Further ways to the disk that a tree lies on. Operations of a case; see case.sh.
# shellcheck disable=SC2034

# choose_disks DISK…   two that are not two paths to one: the unguarded and the guarded
choose_disks() {
  local disk
  for disk in "$@"; do
    for _ in {1..50}; do
      [[ -e $disk ]] && break
      sleep 0.2
    done
  done
  disks=("$1" "$2")
  [[ $2 != "$(other_path "$1")" ]] || disks=("$1" "$3")
}

# SCSI gives the name to the device that a disk belongs to, NVMe to the disk.
worldwide_name() {
  cat "/sys/block/${1##*/}/device/wwid" 2>/dev/null || cat "/sys/block/${1##*/}/wwid"
}

# other_path DISK
other_path() {
  local other
  for other in "${1%"${1##*/}"}"{sd?,nvme?n1}; do
    if [[ -e $other && $other != "$1" && $(worldwide_name "$other") == "$(worldwide_name "$1")" ]]; then
      echo "$other"
      return
    fi
  done
  return 1
}

by_other_path() {
  /node/probe "$1" "$2" "$3" "$(other_path "$4")"
}

read_other() {
  /node/probe "$1" run dd if="$(other_path "$2")" of=/dev/null bs=4096 count=1 iflag=direct status=none
}

# mounted_for_reading ERRNO DISK WAY   a mount by the other way that is told to write once it has that open; the
# tree's file 'program' is what it changes
mounted_for_reading() {
  local answer=0
  mkdir -p /root/other
  sync
  /node/probe "$1" mount-to-read "$3" /root/other || answer=$?
  ((!answer)) || return "$answer"
  mount -o remount,rw /root/other
  printf changed | dd of=/root/other/program bs=1 conv=notrunc status=none
  umount /root/other
  dd if="$2" bs=1M count=64 iflag=direct status=none | grep -ac changed >/dev/null || answer=2
  return "$answer"
}

mounted_by_other_path() {
  mounted_for_reading "$1" "$2" "$(other_path "$2")"
}
