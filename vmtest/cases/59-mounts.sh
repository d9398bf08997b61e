#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Mounts that go away without being unmounted themselves: for what is done to a shared mount the kernel
# repeats in its peers; and what a mount lies on is an ordinary directory to whoever does not see the mount.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# shellcheck disable=SC2034
new_guards=yes sealed=yes

pins=/sys/fs/bpf
copy=/root/copy

prepare() {
  cp /bin/true "$1/program"
}

arrange() {
  mkdir -p "$copy" /root/aside
  mountpoint -q /sys || mount -t sysfs sysfs /sys
  mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mountpoint -q /sys/kernel/security || mount -t securityfs securityfs /sys/kernel/security
  mountpoint -q "$pins" || mount -t bpf bpf "$pins"
  # As systemd leaves all mounts.
  mount --make-rshared /
}

attach() {
  guard "$1" fsverity program -- --seal
}

# is_gone ANSWER MOUNT   the answer, when an allowed attack had its effect
is_gone() {
  if (($1 == 0)) && mountpoint -q "$2"; then
    echo "$2 is still mounted"
    return 2
  fi
  return "$1"
}

# in_copy ERRNO MOUNT WHAT   in a copy of the directory above and of the mounts in it; WHAT is "it" or "all"
in_copy() {
  local answer=0 place=$copy
  [[ $3 == all ]] || place+=/${2##*/}
  mount --rbind "${2%/*}" "$copy"
  /node/probe "$1" umount-lazily "$place" || answer=$?
  if mountpoint -q "$copy"; then
    mount --make-rprivate "$copy"
    umount -l "$copy"
  fi
  is_gone "$answer" "$2"
}

# in_namespace ERRNO MOUNT   in a mount namespace that shares its mounts with this one
in_namespace() {
  local answer=0
  unshare --mount --propagation unchanged /node/probe "$1" umount-lazily "$2" || answer=$?
  is_gone "$answer" "$2"
}

# beneath ERRNO MOUNT OPERATION…   in a mount namespace without that mount
beneath() {
  # shellcheck disable=SC2016
  unshare --mount --propagation private bash -c 'umount -l "$1" && exec /node/probe "$0" "${@:2}"' "$1" "${@:2}"
}

# renamed ERRNO MOUNT   has the mount follow the directory that it lies on
renamed() {
  local answer=0
  beneath "$1" "$2" rename "$2" "$2-away" || answer=$?
  if ((!answer)); then
    is_gone 0 "$2" || answer=$?
    beneath - "$2-away" rename "$2-away" "$2" || return 2
  fi
  return "$answer"
}

# removed ERRNO MOUNT
removed() {
  local answer=0
  beneath "$1" "$2" run rmdir "$2" || answer=$?
  is_gone "$answer" "$2"
}

# spreads_nowhere ERRNO   unmounts a copy of all mounts that has no peers
spreads_nowhere() {
  mount --rbind / "$copy"
  mount --make-rprivate "$copy"
  /node/probe "$1" umount-lazily "$copy"
}

# bound_aside ERRNO DIRECTORY
bound_aside() {
  mount --bind "$2" /root/aside
  /node/probe "$1" umount /root/aside
}

attack 'C: unmount its copy' EPERM in_copy @ it
attack 'C: unmount what its copy lies on' EPERM in_copy @ all
attack 'C: unmount it in a namespace that shares its mounts' EPERM in_namespace @
attack 'C: rename the directory that it lies on, where that is not mounted' EPERM renamed @
attack 'C: remove that directory' EPERM removed @
attack 'G: unmount a copy of bpffs' EPERM in_copy $pins it
attack 'G: unmount what a copy of bpffs lies on' EPERM in_copy $pins all
attack 'G: unmount bpffs in a namespace that shares its mounts' EPERM in_namespace $pins
attack 'G: unmount what bpffs lies on' EPERM umount-lazily /sys

control 'unmount a copy that has no peers' spreads_nowhere
control 'bind it elsewhere, and unmount that' bound_aside @
control 'unmount in a namespace of its own' run unshare --mount umount -l @

mkdir -p /srv
run_attacks
stands() {
  local answer=0
  /node/probe EPERM umount-lazily "$pins" || answer=$?
  ((answer == 1))
}

check 'the guard still stands' stands
