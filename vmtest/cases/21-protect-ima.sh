#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Files blessed by security.ima alone: the guard is all that stands between root and their bytes.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare() {
  mkdir -p "$1"/{bin,tmp}
  cp /bin/true "$1/bin/program"
  cp /bin/cat "$1/bin/other"
  cp /bin/true "$1/tmp/evil"
  head -c 65536 /dev/zero >"$1/donor"
}

attach() {
  guard "$1" ima bin/program -- --gate="$1"
}

p=@/bin/program
attack 'A: open for writing' EPERM open-write $p
attack 'A: open for appending' EPERM open-append $p
attack 'A: open with O_TRUNC' EPERM open-truncate $p
attack 'A: open for reading with O_TRUNC' EPERM open-read-truncate $p
attack 'A: truncate' EPERM truncate $p
attack 'A: punch a hole' EPERM punch-hole $p
attack 'A: extend' EPERM extend $p
attack 'A: shared writable mapping' EPERM map-shared-write $p
attack 'A: splice' EPERM splice $p
attack 'A: copy_file_range' EPERM copy-range @/bin/other $p
attack 'A: sendfile' EPERM sendfile @/bin/other $p
attack 'A: swap extents with a donor' EPERM swap-extents @/donor $p
attack 'A: open again through /proc/self/fd' EPERM reopen-by-proc $p
attack 'A: open by file handle' EPERM open-by-handle $p @
attack 'A: open through io_uring' EPERM uring-open-write $p
attack 'A: asynchronous write' EPERM aio-write $p
attack 'A: write through a loop device' EPERM loop-write $p
attack 'A: write to the raw block device' EPERM raw-write $p @disk
attack 'C: rename over' EPERM rename @/tmp/evil $p
attack 'C: unlink' EPERM unlink $p
attack 'E: set security.ima' EPERM run setfattr -n security.ima -v 0x0404 $p
attack 'E: set another attribute' EPERM set-xattr $p trusted.evil x
attack 'E: chmod' EPERM chmod $p 04755
attack 'B: run what is not blessed' EACCES exec @/tmp/evil
attack 'B: map what is not blessed' EACCES map-exec @/tmp/evil

control 'read it' read $p
control 'run it' exec $p
control 'map it' map-exec $p
control 'map it, then make it executable' map-then-exec $p
control 'write another file' write @/bin/other x

# A writer from before loading: its descriptor would outlive every check at open.
with_writer() {
  local opened=$1 answer=0
  exec 9>>"$opened"
  refused L015 1 sbomlock load "$manifest" --root /srv/guarded --mode=enforce || answer=$?
  exec 9>&-
  return "$answer"
}


# The attribute says one thing and the content another.
with_changed_content() {
  cp /srv/guarded/bin/program /root/program
  # A refused load detaches its programs, and the kernel lets go of them a moment later.
  for _ in {1..100}; do
    if printf X | dd of=/srv/guarded/bin/program bs=1 seek=99 conv=notrunc status=none; then
      break
    fi
    sleep 0.1
  done
  refused L014 1 sbomlock load "$manifest" --root /srv/guarded --mode=enforce
}

modprobe loop
run_attacks

manifest=$GUARD_DIRECTORY/files.manifest.json
sbomlock unload
check 'a file that is open for writing is not guarded but refused' with_writer /srv/guarded/bin/program
check 'nothing is left then' nothing_loaded
check 'a file whose content is not what its attribute says is refused' with_changed_content
check 'nothing is left then either' nothing_loaded
