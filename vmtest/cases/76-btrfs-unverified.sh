#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A btrfs of root's own, with a copy of a blessed program of which a byte was changed below fs-verity: the kernel
# refuses what it verifies, but not what it read for another purpose before the file was opened.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

gated=/sys/fs/cgroup/gated
image=/root/btrfs
# Of the program below: where its exit status lies, and where its text.
status_at=121
text_at=132

# An ELF program of a page and more that ends with status 0.
program() {
  local bytes=
  bytes+=7f454c4602010100000000000000000002003e0001000000780040000000000040000000000000000000000000000000
  bytes+=000000004000380001000000000000000100000005000000000000000000000000004000000000000000400000000000
  bytes+=840000000000000084000000000000000010000000000000bf00000000b83c0000000f05
  # shellcheck disable=SC2001
  printf %b "$(sed 's/../\\x&/g' <<<"$bytes")"
  printf 'TEXT:of the program'
  # More than a pipe holds.
  head -c 500000 /dev/zero
}

prepare() {
  mkdir "$1/bin"
  program >"$1/bin/program"
  chmod 755 "$1/bin/program"
}

attach() {
  guard "$1" fsverity bin/program -- --gate="cgroup:$gated"
}

inside() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$@"
  )
}

# foreign_copy PROGRAM   mounted in /mnt; in /mnt/sent it ends with status 42, if that is not verified
foreign_copy() {
  local place
  local -a places
  truncate -s 0 "$image"
  truncate -s 300M "$image"
  mkfs.btrfs -q -f "$image" >/dev/null 2>&1
  mount -o loop,nodatasum "$image" /mnt
  cp "$1" /mnt/copy
  sync
  fsverity enable /mnt/copy
  btrfs -q subvolume snapshot -r /mnt /mnt/sent
  umount /mnt
  readarray -t places < <(grep -abo 'TEXT:of the program' "$image" | cut -d: -f1)
  for place in "${places[@]}"; do
    printf '\x2a' | dd of="$image" bs=1 seek=$((place - text_at + status_at)) conv=notrunc status=none
  done
  mount -o loop,nodatasum "$image" /mnt
}

# It waits for somebody to read what it sends, with the pages in memory.
sent() {
  local sender answer=0
  foreign_copy "$2/bin/program"
  rm -f /root/fifo
  mkfifo /root/fifo
  exec {reader}<>/root/fifo
  btrfs -q send /mnt/sent >/root/fifo 2>/root/said {reader}<&- &
  sender=$!
  sleep 3
  inside /mnt/sent/copy || answer=$?
  kill "$sender" 2>/dev/null || true
  wait "$sender" || true
  exec {reader}>&-
  umount /mnt
  ((answer != 42)) || return 0
  cat /root/said
  grep -q 'Operation not permitted' /root/said || return 3
  return 1
}

# mount(8) calls EPERM "permission denied".
mount_with() {
  foreign_copy "$3/bin/program"
  umount /mnt
  if mount -o "loop,$2" "$image" /mnt 2>/root/said; then
    umount /mnt
    return 0
  fi
  cat /root/said
  [[ $1 == EPERM ]] && grep -q 'permission denied' /root/said || return 3
  return 1
}

read_only() {
  mount_with "$1" ro "$2"
}

inside_gate() {
  inside "$2/bin/program"
}

attack 'B: run what sending a snapshot of btrfs left in memory' EPERM sent @
attack 'B: a btrfs that defragments by itself' EPERM mount_with autodefrag @

control 'run the program behind the gate' inside_gate @
control 'mount a btrfs' read_only @

mkdir -p "$gated"
modprobe -a loop btrfs
run_attacks
