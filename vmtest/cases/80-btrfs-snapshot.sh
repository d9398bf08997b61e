#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A snapshot of btrfs has files of the numbers of blessed ones, with what these held before.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# A guard measures what lies there now.
prepare() {
  btrfs -q subvolume create "$1/sub"
  cp /bin/cat "$1/sub/program"
  sync -f "$1"
  btrfs -q subvolume snapshot "$1/sub" "$1/old"
  printf '\377' | dd of="$1/sub/program" bs=1 seek=$(($(stat -c %s /bin/cat) - 1)) conv=notrunc status=none
  sync -f "$1"
}

restored=
make_file_system() {
  mkfs.btrfs -q -f "$1" >/dev/null
}

attach() {
  guard "$1" fsverity sub/program -- --gate="$1"
}

old=@/old/program
attack 'B: map what a snapshot has of a blessed file, then make it executable' EACCES map-then-exec $old
attack 'B: run what a snapshot has of it' EACCES exec $old --version
attack 'B: enable fs-verity on what a snapshot has of it' EPERM enable-verity $old

control 'run the program' exec @/sub/program --version
control 'map the program, then make it executable' map-then-exec @/sub/program

modprobe btrfs
run_attacks
