#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Blessed files in file systems that are mounted within others: what lies on the way to them in those.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# As where /usr is a file system of its own: the root of all has the link, and another directory.
prepare() {
  mkdir -p "$1"/{usr,evl/bin,volume}
  ln -s usr/bin "$1/bin"
}

# The volume is btrfs, and its subvolume holds the directory in which the files are mounted.
arrange() {
  local image=/root/volume-${1##*/}
  mount -t tmpfs none "$1/usr"
  mkdir "$1/usr/bin"
  cp /bin/true "$1/usr/bin/program"
  truncate -s 200M "$image"
  mkfs.btrfs -q -f "$image" 2>/dev/null
  mount -o loop "$image" "$1/volume"
  btrfs -q subvolume create "$1/volume/sub"
  btrfs -q subvolume create "$1/volume/free"
  mkdir "$1/volume/sub/mounted"
  mount -t tmpfs none "$1/volume/sub/mounted"
  cp /bin/true "$1/volume/sub/mounted/program"
}

attach() {
  guard "$1" ima usr/bin/program volume/sub/mounted/program
}

# Points the link elsewhere, where the kernel keeps its target in the inode.
by_disk() {
  local answer=0
  sync
  # debugfs says 0 whatever happens.
  /node/probe "$1" open-write "$3" || answer=$?
  debugfs -w -R "set_inode_field <$(stat -c %i "$2/bin")> block[0] 0x2f6c7665" "$3"
  echo 3 >/proc/sys/vm/drop_caches
  if [[ $(readlink "$2/bin") == evl/bin ]]; then
    return 0
  fi
  return "$((answer ? answer : 2))"
}

delete_subvolume() {
  local answer=0
  /node/probe "$1" run btrfs subvolume delete "$2/volume/sub" || answer=$?
  ((answer)) || ! mounted "$2/volume/sub/mounted" || return 2
  return "$answer"
}

attack 'A: change a link on the way, by the disk that it lies on' EPERM by_disk @ @disk
attack 'C: delete the subvolume that holds the directory they are mounted on' EPERM delete_subvolume @

control 'run it by the link' run @/bin/program
control 'write beside' run touch @/volume/other

modprobe -a btrfs loop
run_attacks
