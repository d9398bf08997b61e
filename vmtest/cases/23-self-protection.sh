#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The guard guards itself: its pins, its maps, the kernel switch that would turn it off.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

pins=/sys/fs/bpf/sbomlock
# shellcheck disable=SC2034
new_guards=yes

prepare() {
  cp /bin/true "$1/program"
}

# Before the guard is there, the same is done to pins of another owner.
arrange() {
  while mountpoint -q /sys/fs/bpf; do
    umount -R /sys/fs/bpf
  done
  mount -t bpf bpf /sys/fs/bpf
  mkdir -p "$pins"/{links,maps}
  bpftool map create "$pins/maps/verdicts" type hash key 4 value 4 entries 1 name other
  bpftool map create "$pins/maps/blessed" type hash key 4 value 4 entries 1 name other
  bpftool map update pinned "$pins/maps/blessed" key 0 0 0 0 value 0 0 0 0
  bpftool map create "$pins/links/file_open" type hash key 4 value 4 entries 1 name other
  /node/probe - pin-program "$pins/links/program"
  echo 1 >/proc/sys/kernel/ftrace_enabled
}

attach() {
  rm -rf "${pins:?}"
  guard "$1" fsverity program
}

first_key() {
  bpftool -j map dump pinned "$1" | jq -r '.[0].key | join(" ")'
}

delete_from() {
  local -a key
  read -ra key <<<"$(first_key "$2")"
  /node/probe "$1" run bpftool map delete pinned "$2" key hex "${key[@]#0x}"
}

delete_by_id() {
  local id
  local -a key
  id=$(bpftool -j map show pinned "$2" | jq .id)
  read -ra key <<<"$(first_key "$2")"
  /node/probe "$1" run bpftool map delete id "$id" key hex "${key[@]#0x}"
}

# By its descriptor another program could take a program's place (freplace). Every one is ours here.
programs_by_id() {
  local id answer refusals=0
  for id in {1..500}; do
    answer=0
    /node/probe "$1" program-by-id "$id" >/dev/null 2>&1 || answer=$?
    # 3: there is no program of that id.
    case $answer in
      0) return 0 ;;
      1) ((++refusals)) ;;
      3) ;;
      *) return 2 ;;
    esac
  done
  echo "$refusals programs are refused"
  ((refusals)) || return 2
  return 1
}

through_own_procfs() {
  mkdir -p /root/proc
  mountpoint -q /root/proc || mount -t proc proc /root/proc || return 2
  /node/probe "$1" run sh -c 'echo 0 >/root/proc/sys/kernel/ftrace_enabled'
}

through_bind_mount() {
  touch /root/switch
  mountpoint -q /root/switch || mount --bind /proc/sys/kernel/ftrace_enabled /root/switch || return 2
  /node/probe "$1" run sh -c 'echo 0 >/root/switch'
}

attack 'G: remove the pin of a link' EPERM unlink $pins/links/file_open
attack 'G: remove the pin of a map' EPERM unlink $pins/maps/blessed
attack 'G: rename a pin' EPERM rename $pins/links/file_open $pins/links/elsewhere
attack 'G: rename the directory of the pins' EPERM rename $pins /sys/fs/bpf/moved
attack 'G: unmount bpffs' EPERM umount /sys/fs/bpf
attack 'G: unmount bpffs lazily' EPERM umount-lazily /sys/fs/bpf
attack 'G: mount over bpffs' EPERM mount-over /sys/fs/bpf
attack 'G: mount over the pins' EPERM mount-over $pins/links
unseen 'the map is frozen'
attack 'G: delete a record by its pin' EPERM delete_from $pins/maps/blessed
unseen 'the map is frozen'
attack 'G: delete a record by its id' EPERM delete_by_id $pins/maps/blessed
attack 'G: get hold of what is known of tasks and inodes, by id' EPERM maps_by_id 4
attack "G: get hold of the guard's programs, by id" EPERM programs_by_id
attack 'G: ftrace_enabled' EPERM run sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
attack 'G: ftrace_enabled through io_uring while the task is in another call' EPERM uring-open-within /proc/sys/kernel/ftrace_enabled call
attack 'G: ftrace_enabled through a procfs of its own' EPERM through_own_procfs
attack 'G: ftrace_enabled through a bind mount' EPERM through_bind_mount

control 'read ftrace_enabled' run cat /proc/sys/kernel/ftrace_enabled
control 'write another sysctl' run sysctl -w kernel.panic=1
control 'pin and unpin something else' run sh -c \
  'bpftool map create /sys/fs/bpf/mine type hash key 4 value 4 entries 1 name mine && rm /sys/fs/bpf/mine'
control 'mount a bpffs elsewhere' run sh -c 'mkdir -p /root/bpf && mount -t bpf bpf /root/bpf && umount /root/bpf'

run_attacks

still_denies() {
  /node/probe EPERM unlink /srv/guarded/program && return 1
  (($? == 1))
}

lost_state() {
  rm -rf /run/sbomlock
  sbomlock status >/dev/null
  sbomlock events >/dev/null
  still_denies
}

# BPF_F_RDONLY_PROG: freezing keeps bpf(2) away, this keeps away the programs of others.
policy_is_read_only() {
  local map
  for map in verdicts blessed guarded_devices guarded_mounts gates revoked; do
    (($(bpftool -j map show pinned "$pins/maps/$map" | jq .flags) & 0x80)) || return
  done
}

# What can still be done, so that the document that says so stays true.
control_map_is_open() {
  bpftool map update pinned "$pins/maps/control" key 0 0 0 0 value 2 0 0 0 0 0 0 0
  /node/probe EPERM chmod /srv/guarded/program 755
  bpftool map update pinned "$pins/maps/control" key 0 0 0 0 value 1 0 0 0 0 0 0 0
  still_denies
}

check 'the guard needs no process' still_denies
check 'the guard needs none of its files in /run' lost_state
check 'no BPF program may write to what holds policy' policy_is_read_only
check 'known limit: root may tell a guard that is not sealed to let go' control_map_is_open
