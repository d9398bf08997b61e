#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# SCSI disks: commands that pass the block layer by, through every node that takes them.

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

# scsi_node PARTITION KIND   the name that its disk has as scsi_generic or bsg
scsi_node() {
  local disk=${1##*/}
  ls "/sys/block/${disk%%[0-9]*}/device/$2"
}

by_generic() {
  /node/probe "$1" "$2" "$3" "/dev/$(scsi_node "$4" scsi_generic)"
}

by_bsg() {
  /node/probe "$1" bsg-write "$2" "/dev/bsg/$(scsi_node "$3" bsg)"
}

by_whole_disk() {
  /node/probe "$1" scsi-write "$2" "${3%1}"
}

by_other_partition() {
  /node/probe "$1" scsi-write "$2" "${3%1}2"
}

# by_target ERRNO FILE DISK   a target of this node that passes commands on to the disk, and this node as its host
by_target() {
  local core=/sys/kernel/config/target/core/pscsi_0/disk port=/sys/kernel/config/target/loopback/naa.6001405000000001
  local disk=${3##*/} address answer=0 before new host channel target lun
  address=$(readlink -f "/sys/block/${disk%%[0-9]*}/device")
  IFS=: read -r host channel target lun <<<"${address##*/}"
  mkdir -p "$core"
  /node/probe "$1" write "$core/control" \
    "scsi_host_id=$host,scsi_channel_id=$channel,scsi_target_id=$target,scsi_lun_id=$lun" || answer=$?
  if ((!answer)); then
    # Any block device that is free will do.
    echo /dev/loop0 >"$core/udev_path"
    echo 1 >"$core/enable"
    before=$(ls /sys/block)
    mkdir -p "$port/tpgt_1/lun/lun_0"
    echo naa.6001405000000002 >"$port/tpgt_1/nexus"
    ln -s "$core" "$port/tpgt_1/lun/lun_0/disk"
    for _ in {1..50}; do
      new=$(comm -13 <(echo "$before") <(ls /sys/block))
      [[ -z $new || ! -b /dev/${new}1 ]] || break
      sleep 0.1
    done
    /node/probe - raw-write "$2" "/dev/${new}1" || answer=2
    rm "$port/tpgt_1/lun/lun_0/disk"
    rmdir "$port/tpgt_1/lun/lun_0" "$port/tpgt_1" "$port"
  fi
  rmdir "$core"
  return "$answer"
}

# by_reading_target ERRNO FILE DISK   a target that opens the disk for reading, shared, and is told then that it
# may be written
by_reading_target() {
  local core=/sys/kernel/config/target/core/iblock_0/disk port=/sys/kernel/config/target/loopback/naa.6001405000000003
  local host=naa.6001405000000004 answer=0 before new
  mkdir -p "$core"
  /node/probe "$1" write "$core/control" "udev_path=${3%1},readonly=1,exclusive=0" || answer=$?
  if ((!answer)); then
    echo 1 >"$core/enable"
    before=$(ls /sys/block)
    mkdir -p "$port/tpgt_1/lun/lun_0" "$port/tpgt_1/acls/$host/lun_0"
    ln -s "$core" "$port/tpgt_1/lun/lun_0/disk"
    ln -s "$port/tpgt_1/lun/lun_0" "$port/tpgt_1/acls/$host/lun_0/lun"
    echo 0 >"$port/tpgt_1/acls/$host/lun_0/write_protect"
    echo "$host" >"$port/tpgt_1/nexus"
    for new in /sys/class/scsi_host/host*; do
      [[ $(<"$new/proc_name") != tcm_loopback ]] || echo '- - -' >"$new/scan"
    done
    for _ in {1..50}; do
      new=$(comm -13 <(echo "$before") <(ls /sys/block))
      [[ -z $new ]] || break
      sleep 0.1
    done
    /node/probe - scsi-write "$2" "/dev/$new" || answer=2
    rm "$port/tpgt_1/acls/$host/lun_0/lun" "$port/tpgt_1/lun/lun_0/disk"
    echo NULL >"$port/tpgt_1/nexus"
    rmdir "$port/tpgt_1/acls/$host/lun_0" "$port/tpgt_1/acls/$host" "$port/tpgt_1/lun/lun_0" "$port/tpgt_1" "$port"
  fi
  rmdir "$core"
  return "$answer"
}

p=@/program
attack 'A: SG_IO on its partition' EPERM scsi-write $p @disk
attack 'A: SG_IO on the disk' EPERM by_whole_disk $p @disk
attack 'A: SG_IO on another partition of the disk' EPERM by_other_partition $p @disk
attack 'A: SG_IO on the generic device' EPERM by_generic scsi-write $p @disk
attack 'A: write(2) on the generic device' EPERM by_generic scsi-write-by-write $p @disk
attack 'A: SG_IO on the bsg device' EPERM by_bsg $p @disk
attack 'A: write through a target that passes commands on' EPERM by_target $p @disk
untried 6.12 'its targets open no disk that is in use'
attack 'A: write through a target that opened the disk for reading' EPERM by_reading_target $p @disk
attack 'A: write to the partition' EPERM raw-write $p @disk

control 'ask for the size of the disk' run blockdev --getsize64 @disk
control 'write to another partition' run dd if=/dev/zero of=/dev/sdb2 count=1 status=none
control 'SG_IO on another disk' scsi-write /srv/before/program /dev/sda

modprobe -a sd_mod sg
modprobe scsi_debug dev_size_mb=160 num_parts=2 add_host=2 per_host_store=1
for _ in {1..50}; do
  [[ -e /dev/sda2 && -e /dev/sdb2 ]] && break
  sleep 0.2
done
disks=(/dev/sda1 /dev/sdb1)
modprobe -a loop target_core_mod target_core_pscsi target_core_iblock tcm_loop
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
truncate -s 1M /root/free
losetup /dev/loop0 /root/free
run_attacks
