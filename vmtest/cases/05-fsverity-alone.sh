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

only_the_lsm() {
  gap 'fs-verity protects bytes; names, modes and xattrs are left to the LSM'
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
only_the_lsm
attack 'chmod' EPERM chmod @/program 0777
only_the_lsm
attack 'set security.evil' EPERM set-xattr @/program security.evil x
untried 6.12 'file_setattr(2) came with Linux 6.17'
only_the_lsm
attack 'file_setattr' EPERM file-setattr @/program
only_the_lsm
attack 'exchange' EPERM exchange @/other @/program
only_the_lsm
attack 'rename over it' EPERM rename @/donor @/program

control 'reading' read @/other
control 'running what was blessed' exec @/other
control 'writing a file that is not blessed' write @/program x

modprobe loop
run_attacks
