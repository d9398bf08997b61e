#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What fs-verity withstands without sbomlock: every way to the bytes, and nothing else. It is the ground
# the other cases stand on, and it shows what the BPF LSM has to add.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

prepare() {
  cp /bin/true "$1/program"
  cp /bin/true "$1/undermined"
  cp /bin/cat "$1/other"
  head -c 65536 /dev/zero >"$1/donor"
}

attach() {
  fsverity enable "$1/program"
  fsverity enable "$1/undermined"
}

# A changed block below the file system is not refused when it is written, but when it is read.
read_after_raw_write() {
  /node/probe - raw-write "$2" "$3" || return 2
  sync
  echo 3 >/proc/sys/vm/drop_caches
  /node/probe "$1" read "$2"
}

attack 'open for writing' EPERM open-write @/program
attack 'open for appending' EPERM open-append @/program
attack 'open for reading and writing' EPERM open-read-write @/program
attack 'open with O_TRUNC' EPERM open-truncate @/program
attack 'open for reading with O_TRUNC' EPERM open-read-truncate @/program
attack 'truncate' EPERM truncate @/program
attack 'fallocate: punch a hole' EPERM punch-hole @/program
attack 'fallocate: extend' EPERM extend @/program
attack 'shared writable mapping' EPERM map-shared-write @/program
attack 'splice from a pipe' EPERM splice @/program
attack 'copy_file_range' EPERM copy-range @/other @/program
attack 'sendfile' EPERM sendfile @/other @/program
attack 'swap extents with a donor' EPERM swap-extents @/donor @/program
attack 'open again through /proc/self/fd' EPERM reopen-by-proc @/program
attack 'open by file handle' EPERM open-by-handle @/program @
attack 'open through io_uring' EPERM uring-open-write @/program
attack 'asynchronous write' EPERM aio-write @/program
attack 'write through a loop device' EPERM loop-write @/program
attack 'change the block below the file system' EIO read_after_raw_write @/undermined @disk

control 'reading what was blessed' read @/program
control 'running what was blessed' exec @/program
control 'writing a file that is not blessed' write @/other x
control 'left to the LSM: chmod' chmod @/program 0777
control 'left to the LSM: chown' chown @/program 1
control 'left to the LSM: setting an xattr' set-xattr @/program security.evil x
control 'left to the LSM: linking' link @/program @/alias
control 'left to the LSM: exchanging it for another' exchange @/other @/program
control 'left to the LSM: renaming over it' rename @/donor @/other
control 'left to the LSM: unlinking' unlink @/program

modprobe loop
run_attacks
