#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The disk below blessed files, by other names: nodes and partitions that are made only afterwards.
# And the kernel itself as the writer: swap, accounting, quotas, core dumps.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# With checksums ext4 lets nobody change a generation.
make_file_system() {
  mkfs.ext4 -q -F -b 4096 -O verity,encrypt,^metadata_csum "$1" 64M
}

prepare() {
  cp /bin/true "$1/program"
  cp /bin/cat "$1/other"
  truncate -s 1M "$1/swap"
  dd if=/dev/zero of="$1/swap" bs=1M count=1 status=none
  mkswap -q "$1/swap"
  cp "$1/swap" "$1/plain"
  quota_file "$1/quota"
  cp "$1/quota" "$1/quota.other"
}

# The smallest file that quota_v2 takes for one: see fs/quota/quotaio_v2.h.
quota_file() {
  {
    printf '\x11\x1f\xc0\xd9\0\0\0\0'
    printf '\x80\x3a\x09\0\x80\x3a\x09\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0'
    head -c 2016 /dev/zero
  } >"$1"
}

attach() {
  guard "$1" ima program swap quota
}

quota_on() {
  local answer=0
  mount -o remount,usrquota "$2"
  /node/probe "$1" quota-on "$3" "$4" || answer=$?
  return "$answer"
}

# The kernel says nothing of a core that it could not write.
core_over() {
  local before
  before=$(sha256sum <"$2")
  echo "$2" >/proc/sys/kernel/core_pattern
  bash -c 'ulimit -c unlimited; kill -SEGV $$' || true
  echo core >/proc/sys/kernel/core_pattern
  if [[ -e $2 && $(sha256sum <"$2") == "$before" ]]; then
    return 1
  fi
}

failed() {
  /node/probe "$1" write "/sys/fs/ext4/${2##*/}/trigger_fs_error" attack
}

p=@/program
attack 'A: by a partition made later' EPERM raw-write-by-new-partition $p @disk
attack 'A: by another device node' EPERM raw-write-by-alias $p @disk /root/alias
attack 'A: swap to it' EPERM swapon @/swap
attack 'A: process accounting into it' EPERM acct $p
attack 'A: quotas into it' EPERM quota_on @ @/quota @disk
attack 'A: a core dump over it' EPERM core_over $p
attack 'E: remount it so that it gives up' EPERM remount-with @ abort
attack 'E: another generation' EPERM set-generation $p
attack 'C: another generation of the directory' EPERM set-generation @
attack 'E: have it take an error that it did not have' EPERM failed @disk
attack 'E: another label' EPERM set-label @/other another
attack 'C: take away the key to names' EPERM remove-key @
attack 'E: shut the file system down' EPERM shut-down $p
attack 'E: shut it down by another file' EPERM shut-down @/other

control 'ask for the size of the disk' run blockdev --getsize64 @disk
control 'ask for its partitions' run blkid -p @disk
control 'read it' read @disk
control 'read the partitions of another disk again' run sh -c 'umount /srv/before && blockdev --rereadpt /dev/vdc'
control 'swap to another file' swapon @/plain
control 'process accounting into another file' acct @/other
control 'quotas into another file' quota_on @ @/quota.other @disk

modprobe quota_v2
run_attacks
