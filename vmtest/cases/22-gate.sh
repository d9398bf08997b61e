#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Behind the gate only blessed digests run, by whatever mount, launcher or mapping they are reached.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare() {
  mkdir -p "$1"/{bin,lib64,tmp,upper,work}
  cp /bin/true "$1/bin/program"
  cp /bin/sh "$1/bin/sh"
  cp /lib64/ld-linux-x86-64.so.2 "$1/lib64/"
  cp /bin/cat "$1/tmp/evil"
  cp /bin/true "$1/tmp/changed"
  printf X | dd of="$1/tmp/changed" bs=1 seek=9 conv=notrunc status=none
  cp /bin/cat "$1/tmp/verity"
  fsverity enable "$1/tmp/verity"
  printf '#!%s/bin/sh\nexit 0\n' "$1" >"$1/tmp/script"
  chmod 755 "$1/tmp/script"
}

attach() {
  guard "$1" fsverity bin/program bin/sh lib64/ld-linux-x86-64.so.2 -- --gate="$1/bin"
}

by_bind_mount() {
  local answer=0
  mkdir -p /root/bound
  mount --bind "$2/tmp" /root/bound || return 2
  /node/probe "$1" exec /root/bound/evil || answer=$?
  umount /root/bound
  return "$answer"
}

by_new_namespace() {
  /node/probe "$1" run unshare --mount "$2/tmp/evil" --version
}

overlay_over() {
  modprobe overlay
  mkdir -p /root/merged /root/layers
  mountpoint -q /root/layers || mount -t tmpfs none /root/layers
  mkdir -p /root/layers/{upper,work}
  mountpoint -q /root/merged ||
    mount -t overlay -o "lowerdir=$1/tmp,upperdir=/root/layers/upper,workdir=/root/layers/work" \
      none /root/merged
}

# The overlay's own file lies in no gate: the kernel refuses only when it maps the file below, after
# the point of no return, so that the program is killed.
by_overlay() {
  overlay_over "$2" || return 2
  local status=0
  /root/merged/evil --version >/dev/null 2>&1 || status=$?
  umount /root/merged
  case $status in
    0) return 0 ;;
    126 | 139) return 1 ;;
    *) echo "status $status"; return 3 ;;
  esac
}

map_by_overlay() {
  local answer=0
  overlay_over "$2" || return 2
  /node/probe "$1" map-exec /root/merged/evil || answer=$?
  umount /root/merged
  return "$answer"
}

# ld.so says what it could not do, but not why: that is what mmap(2) answered.
by_ld_so() {
  if strace -e trace=mmap -o /root/trace "$2" "$3" --version >/dev/null 2>&1; then
    return 0
  fi
  if grep -q " = -1 $1 " /root/trace; then
    return 1
  fi
  tail -n 3 /root/trace
  return 3
}

# That of the gate may not be traced.
by_gated_ld_so() {
  local words
  if words=$("$2" "$3" --version 2>&1); then
    return 0
  fi
  if [[ $words == *'failed to map segment from shared object' ]]; then
    return 1
  fi
  echo "$words"
  return 3
}

attack 'B: run what is not blessed' EACCES exec @/tmp/evil
attack 'B: run what differs by one byte' EACCES exec @/tmp/changed
attack 'B: run what has fs-verity, but no blessed digest' EACCES exec @/tmp/verity
attack 'B: run a script that is not blessed, by a blessed shell' EACCES exec @/tmp/script
attack 'B: ld.so ./evil' EACCES by_gated_ld_so @/lib64/ld-linux-x86-64.so.2 @/tmp/evil
attack 'B: ld.so from outside' EACCES by_ld_so /lib64/ld-linux-x86-64.so.2 @/tmp/evil
attack 'B: trace a program of the gate' EPERM ptrace-traceme @/bin/program
attack 'B: map it executable' EACCES map-exec @/tmp/evil
attack 'B: map it, then make it executable' EACCES map-then-exec @/tmp/evil
attack 'B: map it writable and executable' EACCES map-write-exec @/tmp/evil
attack 'B: change a private mapping, then make it executable' EACCES write-then-exec @/bin/program
attack 'B: a nameless file in the gated file system' EACCES exec-tmpfile @/tmp/evil @/tmp
attack 'B: by a bind mount elsewhere' EACCES by_bind_mount @
attack 'B: in a mount namespace of its own' EACCES by_new_namespace @
attack 'D: by an overlay above' EACCES by_overlay @
attack 'D: map it by an overlay above' EACCES map_by_overlay @
gap 'a blessed shell still reads any script given as an argument'
attack 'B: a script as an argument of a blessed shell' EACCES run @/bin/sh @/tmp/script
gap 'a memfd lies in no gated file system'
attack 'B: a memfd' EACCES exec-memfd @/tmp/evil
gap 'other file systems are not gated'
attack 'B: a copy outside of the gate' EACCES run sh -c 'cp @/tmp/evil /root/evil && /root/evil --version'
attack 'B: map executable, then write' EACCES exec-then-write @/bin/program

control 'run a blessed program' exec @/bin/program
control 'run a blessed shell' run @/bin/sh -c 'exit 0'
control 'by a blessed ld.so' run @/lib64/ld-linux-x86-64.so.2 @/bin/program
control 'map a blessed file' map-exec @/bin/program
control 'map it, then make it executable' map-then-exec @/bin/program
control 'run what lies outside' exec /bin/true
control 'read what is not blessed' read @/tmp/evil
control 'write what is not blessed' write @/tmp/evil x

same_content_elsewhere() {
  cp /srv/guarded/bin/program /srv/guarded/tmp/copy
  if /srv/guarded/tmp/copy; then return 1; fi
  fsverity enable /srv/guarded/tmp/copy
  if /srv/guarded/tmp/copy; then return 1; fi
  settle
  /srv/guarded/tmp/copy
}

digest_is_told() {
  sbomlock events >/root/events
  jq -se 'map(select(.action == "execute" and .path == "/tmp/verity"
    and (.digest // "" | startswith("fsverity-sha256:")))) | length > 0' /root/events
}

run_attacks

check 'the same content elsewhere runs as soon as the kernel verifies what it reads of it' same_content_elsewhere
check 'events tell the digest of what was denied' digest_is_told
