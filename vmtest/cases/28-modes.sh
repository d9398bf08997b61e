#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A gate that only tells stands beside one that denies; of several the strictest counts. What runs since
# before the guard is covered, too. Where unblessed files may run, the other rules stay.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

cgroups=/sys/fs/cgroup
gated=$cgroups/gated
watched=$cgroups/watched
both=$gated/watched
# The second guard of this case lets unblessed files run.
lenient=

prepare() {
  mkdir -p "$1"/{bin,tmp}
  cp /node/probe "$1/bin/probe"
  cp /node/probe "$1/bin/revoked"
  echo >>"$1/bin/revoked"
  cp /bin/busybox "$1/bin/busybox"
  cp /bin/busybox "$1/tmp/busybox-evil"
  echo >>"$1/tmp/busybox-evil"
}

arrange() {
  mountpoint -q "$cgroups" || mount -t cgroup2 cgroup2 "$cgroups"
  mkdir -p "$gated" "$watched" "$both" /root/v1
  mountpoint -q /root/v1 || mount -t cgroup -o none,name=other none /root/v1
  mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
  start_idler "$gated" "$1"
}

attach() {
  local -a gates=(--gate="cgroup:$gated" --audit-gate="cgroup:$watched" --audit-gate="cgroup:$both")
  [[ -z $lenient ]] || gates=(--gate="cgroup:$gated" --unblessed=allow)
  guard "$1" fsverity bin/probe bin/revoked bin/busybox -- "${gates[@]}"
  sbomlock revoke /bin/revoked
}

# A task that belongs to the cgroup, and executes nothing before it has left.
start_idler() {
  local idler=/run/idler${2//\//-}
  rm -f "$idler".{go,answer}
  mkfifo "$idler.go"
  (
    echo "$BASHPID" >"$1/cgroup.procs"
    read -r _ <"$idler.go"
    echo "$BASHPID" >"$cgroups/cgroup.procs"
    answer=0
    "$2/tmp/busybox-evil" true || answer=$?
    echo "$answer" >"$idler.answer"
  ) </dev/null >/dev/null 2>&1 &
}

# inside CGROUP ERRNO TREE OPERATION…
inside() {
  local answer=0
  (
    echo "$BASHPID" >"$1/cgroup.procs"
    exec "$3/bin/probe" "$2" "${@:4}"
  ) || answer=$?
  return "$answer"
}

in_gated() {
  inside "$gated" "$@"
}

# mounts_hierarchy ERRNO TREE
mounts_hierarchy() {
  local answer=0
  mkdir -p /root/agent
  in_gated "$1" "$2" mount-with cgroup /root/agent none,name=agent,release_agent=/tmp/evil || answer=$?
  ((answer)) || umount /root/agent
  return "$answer"
}

in_watched() {
  inside "$watched" "$@"
}

in_both() {
  inside "$both" "$@"
}

left() {
  local idler=/run/idler${2//\//-} answer
  echo >"$idler.go"
  until [[ -s $idler.answer ]]; do
    sleep 0.1
  done
  answer=$(<"$idler.answer")
  case $answer in
    0 | 126) return "$((answer != 0))" ;;
    *) return 2 ;;
  esac
}

attack 'B: run what is not blessed' EACCES in_gated @ exec @/tmp/busybox-evil true
attack 'B: the same where a second gate only tells' EACCES in_both @ exec @/tmp/busybox-evil true
attack 'B: a task older than the guard leaves the cgroup' EACCES left @
attack 'B: run what is revoked behind a gate that only tells' EACCES in_watched @ exec @/bin/revoked
attack 'C: rename a blessed file behind such a gate' EPERM in_watched @ rename @/bin/busybox @/bin/old
attack 'G: choose what the kernel runs for a core dump' EPERM in_gated @ open-write /proc/sys/kernel/core_pattern
attack 'G: choose what it runs for a missing module' EPERM in_gated @ open-write /proc/sys/kernel/modprobe
attack 'G: choose what it runs for an empty cgroup' EPERM in_gated @ open-write /root/v1/release_agent
attack 'G: choose what a driver runs' EPERM in_gated @ open-write /sys/module/drbd/parameters/usermode_helper
if kernel_is 6.12; then
  attack 'G: choose what the server of NFS runs' EPERM in_gated @ open-write /sys/module/nfsd/parameters/cltrack_prog
fi
attack 'G: choose what runs for an empty cgroup when mounting its hierarchy' EPERM mounts_hierarchy @
attack 'G: choose it by fsconfig(2)' EPERM in_gated @ configure cgroup release_agent /tmp/evil
attack 'G: choose what it runs for a format' EPERM in_gated @ open-write /proc/sys/fs/binfmt_misc/register
control 'outside that is everybody'"'"'s choice' open-write /proc/sys/kernel/core_pattern
control 'what is not blessed runs where the gate only tells' in_watched @ exec @/tmp/busybox-evil true
control 'memory becomes code there' in_watched @ map-anonymous-exec
modprobe drbd
modprobe nfsd
run_attacks

tells() {
  sbomlock events >/srv/events.json
  jq -es 'any(.verdict == "denied" and .action == "execute" and .path == "/tmp/busybox-evil") and
    any(.verdict == "audited" and .action == "execute" and .path == "/tmp/busybox-evil") and
    any(.verdict == "audited" and .action == "execute-anonymous")' </srv/events.json
}

names_the_parent() {
  jq -es 'all(.parent > 0 and (.parent_comm | length) > 0)' </srv/events.json
}

shows_gates() {
  sbomlock status --format=json | jq -e '.mode == "enforce" and .gates == ["1 cgroups"] and
    .audit_gates == ["2 cgroups"] and .unblessed == "deny"'
}

check 'events tell what was denied and what would have been' tells
check 'they name the parent' names_the_parent
check 'the status shows both kinds of gates' shows_gates

sbomlock unload
lenient=yes
attacks=()
controls=()
attack 'B: memory made executable, where unblessed files may run' EACCES in_gated @ map-anonymous-exec
attack 'B: run what is revoked, where unblessed files may run' EACCES in_gated @ exec @/bin/revoked
attack 'C: rename a blessed file, where unblessed files may run' EPERM in_gated @ rename @/bin/busybox @/bin/old
control 'what is not blessed runs' in_gated @ exec @/tmp/busybox-evil true
control 'what is blessed runs' in_gated @ exec @/bin/busybox true
run_attacks
