#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# XFS: shared extents, and its own calls by file handle.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

restored=
make_file_system() {
  mkfs.xfs -q -f "$1"
}

prepare() {
  cp /bin/true "$1/program"
  cp /bin/cat "$1/other"
  touch "$1/copy"
}

attach() {
  guard "$1" ima program
}

p=@/program
attack 'A: reflink over it' EPERM reflink @/other $p
attack 'A: share with it what is on the disk and not in memory' EPERM dedupe-stale $p @/scratch
attack 'A: write to the raw block device' EPERM raw-write $p @disk
attack 'A: open by a handle of XFS' EPERM xfs-open-by-handle $p @
attack 'E: set security.ima by a handle of XFS' EPERM xfs-set-xattr-by-handle $p @
attack 'E: chattr +i' EPERM set-flags $p 0x10
attack 'E: shut the file system down by another file' EPERM shut-down @/other

control 'read it' read $p
control 'reflink from it' reflink $p @/copy
control 'open another by a handle' xfs-open-by-handle @/other @

modprobe xfs
run_attacks
