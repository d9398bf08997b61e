#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Names from before the guard, from above the mount, from elsewhere; and all records after the caches
# were dropped.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare() {
  mkdir -p "$1"/{bin,tmp,bound,new}
  cp /bin/true "$1/bin/program"
  cp /bin/true "$1/tmp/evil"
  cp /node/probe "$1/probe"
  ln "$1/bin/program" "$1/tmp/second"
}

arrange() {
  mount --bind "$1/bin" "$1/bound"
  mount --make-private "$1"
  mkdir -p /aside
}

attach() {
  guard "$1" ima bin/program
}

# The directory that the tree is mounted in.
above() {
  local answer=0
  /node/probe "$1" "$2" "${3%/*}" /aside || answer=$?
  if ((!answer)); then
    /node/probe - "$2" /aside "${3%/*}" || return 2
  fi
  return "$answer"
}

cover_above() {
  local answer=0
  /node/probe "$1" mount-over "${2%/*}" || answer=$?
  ((answer)) || umount "${2%/*}"
  return "$answer"
}

in_user_namespace() {
  unshare --user --map-root-user --mount /node/probe "$@"
}

in_chroot() {
  chroot "$2" /probe "$1" "${@:3}"
}

after_cache_drop() {
  sync
  echo 3 >/proc/sys/vm/drop_caches
  /node/probe "$@"
}

p=@/bin/program
attack 'C: rename the directory above the mount' EPERM above rename @
attack 'C: exchange it' EPERM above exchange @
attack 'C: mount over it' EPERM cover_above @
attack 'C: pivot_root away from it' EPERM pivot-inside @
attack 'C: unlink through a cloned mount' EPERM unlink-by-clone @ bin/program
attack 'C: unlink through a bind mount from before' EPERM unlink @/bound/program
attack 'A: write through it' EPERM open-write @/bound/program
attack 'A: write by a second name from before' EPERM open-write @/tmp/second
attack 'C: rename over the second name' EPERM rename @/tmp/evil @/tmp/second
attack 'C: unlink in a user namespace' EPERM in_user_namespace unlink $p
attack 'A: write in a user namespace' EPERM in_user_namespace open-write $p
attack 'C: unlink in a chroot' EPERM in_chroot @ unlink /bin/program
untried 6.12 'setxattrat(2) came with 6.13'
attack 'E: setxattrat(2)' EPERM set-xattr-at $p trusted.evil x
attack 'A: after a cache drop: write' EPERM after_cache_drop open-write $p
attack 'A: after a cache drop: truncate' EPERM after_cache_drop truncate $p
attack 'C: after a cache drop: unlink' EPERM after_cache_drop unlink $p
attack 'C: after a cache drop: rename over' EPERM after_cache_drop rename @/tmp/evil $p
attack 'C: after a cache drop: rename its directory' EPERM after_cache_drop rename @/bin @/old
attack 'E: after a cache drop: chmod' EPERM after_cache_drop chmod $p 04755
attack 'E: after a cache drop: set an attribute' EPERM after_cache_drop set-xattr $p trusted.evil x

control 'read it after a cache drop' after_cache_drop read $p
control 'rename another file in a user namespace' in_user_namespace rename @/tmp/evil @/tmp/other
control 'pivot_root in a root of its own' run unshare --mount sh -c \
  'mount -t tmpfs none /mnt && mkdir /mnt/old && pivot_root /mnt /mnt/old'

run_attacks
