# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What nobody does to a blessed file and the names that lead to it, however it was blessed. Sourced after
# case.sh and guard.sh by a case that says how.

prepare() {
  mkdir -p "$1"/{opt/app/bin,tmp,elsewhere}
  cp /bin/true "$1/opt/app/bin/program"
  cp /bin/cat "$1/opt/app/bin/other"
  cp /bin/true "$1/tmp/evil"
  setfattr -n security.ima -v 0x0404 "$1/opt/app/bin/program"
  setfacl -m u:1000:r "$1/opt/app/bin/program"
  setcap cap_net_raw+ep "$1/opt/app/bin/program"
  ln -s opt "$1/short"
  head -c 65536 /dev/zero >"$1/donor"
}

# As systemd leaves the whole tree; a new namespace then shares what it mounts with the old one.
arrange() {
  mount --make-shared "$1"
}

in_shared_namespace() {
  unshare --mount --propagation unchanged /node/probe "$1" mount-over "$2"
}

# moved ERRNO MOUNT OPERATION…
moved() {
  local answer=0
  mkdir -p /srv/moved
  /node/probe "$1" "${@:3}" "$2" /srv/moved || answer=$?
  ! mountpoint -q /srv/moved || umount /srv/moved
  return "$answer"
}

# The kernel then takes away what the file may do, and asks nobody.
owned_by_the_same() {
  [[ -n $(getcap "$2") ]] || return 2
  /node/probe "$1" chown "$2" -1
}

p=@/opt/app/bin/program
attack 'E: remove security.capability by a change of owner that changes none' EPERM owned_by_the_same $p
attack 'A: open for writing' EPERM open-write $p
attack 'A: open for appending' EPERM open-append $p
attack 'A: open for reading and writing' EPERM open-read-write $p
attack 'A: open with O_TRUNC' EPERM open-truncate $p
attack 'A: open for reading with O_TRUNC' EPERM open-read-truncate $p
attack 'A: truncate' EPERM truncate $p
attack 'A: extend' EPERM extend $p
attack 'A: punch a hole' EPERM punch-hole $p
attack 'A: shared writable mapping' EPERM map-shared-write $p
attack 'A: splice' EPERM splice $p
attack 'A: copy_file_range' EPERM copy-range @/opt/app/bin/other $p
attack 'A: sendfile' EPERM sendfile @/opt/app/bin/other $p
attack 'A: swap extents with a donor' EPERM swap-extents @/donor $p
attack 'A: open again through /proc/self/fd' EPERM reopen-by-proc $p
attack 'A: open by file handle' EPERM open-by-handle $p @
attack 'A: open through io_uring' EPERM uring-open-write $p
attack 'A: open through io_uring while the task is in another call' EPERM uring-open-within $p call
attack 'A: the same in a thread that io_uring makes then' EPERM uring-open-within $p thread
attack 'A: asynchronous write' EPERM aio-write $p
attack 'A: write through a loop device' EPERM loop-write $p
attack 'A: write to the raw block device' EPERM raw-write $p @disk
attack 'A: open it through io_uring while the task is in another call' EPERM uring-open-within @disk call
attack 'C: rename away' EPERM rename $p @/elsewhere/program
attack 'C: rename over' EPERM rename @/tmp/evil $p
attack 'C: exchange' EPERM exchange @/tmp/evil $p
attack 'C: exchange, the other way around' EPERM exchange $p @/tmp/evil
attack 'C: unlink' EPERM unlink $p
attack 'C: hard link' EPERM link $p @/tmp/second
attack 'C: hard link by descriptor' EPERM link-by-fd $p @/tmp/second
attack 'C: rename the parent directory' EPERM rename @/opt/app/bin @/opt/app/old
attack 'C: rename a directory further up' EPERM rename @/opt @/old
attack 'C: exchange the parent directory' EPERM exchange @/opt/app @/elsewhere
attack 'C: remove a symbolic link that leads to it' EPERM unlink @/short
attack 'C: replace that symbolic link' EPERM rename @/tmp/evil @/short
attack 'C: bind mount over it' EPERM bind @/tmp/evil $p
attack 'C: bind mount over it, with a propagation of its own' EPERM bind-and-propagate @/tmp/evil $p
attack 'C: bind mount over its directory' EPERM bind @/elsewhere @/opt/app/bin
attack 'C: tmpfs over its directory' EPERM mount-over @/opt/app
attack 'C: tmpfs over the root of the file system' EPERM mount-over @
attack 'C: move_mount over it' EPERM move-mount @/tmp/evil $p
attack 'C: cover it from a namespace that shares its mounts' EPERM in_shared_namespace @/opt/app/bin
attack 'C: move the mount away' EPERM moved @ move-whole-mount
attack 'C: move the mount away by name' EPERM moved @ move-by-name
attack 'C: unmount' EPERM umount @
attack 'C: unmount lazily' EPERM umount-lazily @
attack 'E: chmod' EPERM chmod $p 04755
attack 'E: chmod by descriptor' EPERM chmod-by-fd $p 0777
attack 'E: chown' EPERM chown $p 1000
attack 'E: set security.ima' EPERM run setfattr -n security.ima -v 0x0404 $p
attack 'E: set an attribute by descriptor' EPERM set-xattr-by-fd $p trusted.evil x
attack 'E: remove security.ima' EPERM remove-xattr $p security.ima
attack 'E: set security.capability' EPERM run setcap cap_sys_admin+ep $p
attack 'E: set trusted.overlay.redirect' EPERM set-xattr $p trusted.overlay.redirect /tmp/evil
attack 'E: set an ACL' EPERM run setfacl -m u:1000:rwx $p
attack 'E: remove its ACL' EPERM run setfacl -b $p
attack 'E: chattr +i' EPERM set-flags $p 0x10
attack 'E: FS_IOC_FSSETXATTR' EPERM set-fsxattr $p
untried 6.12 'file_setattr(2) came with 6.17'
attack 'E: file_setattr(2)' EPERM file-setattr $p

control 'read it' read $p
control 'run it' exec $p
control 'ask for its flags' run lsattr $p
control 'change its times' utimes $p
control 'give it a user attribute' set-xattr $p user.note text
control 'write another file' write @/opt/app/bin/other x
control 'rename another file' rename @/opt/app/bin/other @/opt/app/bin/another
control 'chmod another file' chmod @/tmp/evil 0700
control 'make and remove names in its directory' run sh -c 'cd @/opt/app/bin && touch new && rm new'
control 'mount and unmount elsewhere' run sh -c 'mount -t tmpfs none @/elsewhere && umount @/elsewhere'
control 'cover it in a private mount namespace' run unshare --mount mount -t tmpfs none @/opt/app/bin
control 'remount the file system' remount @
control 'write another block device' run dd if=/dev/zero of=/dev/vdc count=1 status=none

modprobe loop
