#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# In a gated cgroup every task runs blessed code only: wherever a file lies, from memory of no file,
# through an overlay, and after the task was moved out. Nor does it have a task outside run anything for it.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

cgroups=/sys/fs/cgroup
gated=$cgroups/gated
# shellcheck disable=SC2034
new_guards=yes

# jit is the probe with another digest, so that it can be granted more.
prepare() {
  mkdir -p "$1"/{bin,tmp}
  cp /node/probe "$1/bin/probe"
  cp /node/probe "$1/bin/jit"
  echo >>"$1/bin/jit"
  cp /bin/busybox "$1/bin/busybox"
  cp /bin/cat "$1/tmp/evil"
  busybox xzcat "$(modinfo -n dummy)" >"$1/module.ko"
  cp "$1/bin/probe" "$1/tmp/changed"
  echo x >>"$1/tmp/changed"
}

arrange() {
  mountpoint -q "$cgroups" || mount -t cgroup2 cgroup2 "$cgroups"
  mkdir -p "$gated"
}

compile_options=(--allow-jit /bin/jit)

attach() {
  guard "$1" fsverity bin/probe bin/jit bin/busybox module.ko -- --gate="cgroup:$gated"
  start_victim "$1"
}

# A blessed program that does nothing, to be attacked from outside.
start_victim() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$1/bin/busybox" sleep 10000
  ) </dev/null >/dev/null 2>&1 &
  victim=$!
  until [[ $(readlink "/proc/$victim/exe") == */busybox ]]; do
    sleep 0.1
  done
}

detach() {
  kill -KILL "$victim" 2>/dev/null || true
  wait "$victim" || true
}

# inside ERRNO PROGRAM OPERATION…   the probe's answer from within the cgroup
inside() {
  local answer=0
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$2" "$1" "${@:3}"
  ) || answer=$?
  return "$answer"
}

# inside_killed SIGKILL PROGRAM OPERATION…   what cannot be refused ends whoever tries
inside_killed() {
  local answer=0
  inside - "${@:2}" || answer=$?
  [[ $answer != 137 ]] || answer=1
  return "$answer"
}

# against_victim ERRNO OPERATION…   from outside of the cgroup; without the guard against anything
against_victim() {
  local answer=0 other
  if [[ -n ${victim-} ]]; then
    /node/probe "$@" "$victim" || answer=$?
    return "$answer"
  fi
  sleep 10000 >/dev/null 2>&1 &
  other=$!
  /node/probe "$@" "$other" || answer=$?
  # A shell that has not yet become sleep would forget another signal.
  kill -KILL "$other"
  return "$answer"
}

outside() {
  "$2" "$1" "${@:3}"
}

# against_outside ERRNO inside|outside PROGRAM OPERATION…   against a task outside of the cgroup
against_outside() {
  local answer=0 other
  sleep 10000 >/dev/null 2>&1 &
  other=$!
  "$2" "$1" "${@:3}" "$other" || answer=$?
  kill -KILL "$other"
  return "$answer"
}

# by_map_files ERRNO TREE small|huge   from outside
by_map_files() {
  local answer=0 sharer size=$3
  rm -f /run/range
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$2/bin/probe" - hold-shared /run/range "$size"
  ) </dev/null >/dev/null 2>&1 &
  sharer=$!
  until [[ -s /run/range ]]; do
    sleep 0.1
  done
  /node/probe "$1" open-write "/proc/$sharer/map_files/$(</run/range)" || answer=$?
  kill -KILL "$sharer"
  wait "$sharer" 2>/dev/null || true
  return "$answer"
}

# inserted ERRNO TREE
inserted() {
  inside "$1" "$2/bin/probe" load-module "$2/module.ko" || return
  rmmod dummy
}

# zero_of_overlay ERRNO TREE
zero_of_overlay() {
  local answer=0
  modprobe overlay
  mkdir -p /root/layers /root/merged
  mount -t tmpfs none /root/layers
  mkdir /root/layers/{lower,upper,work}
  mount -t overlay -o lowerdir=/root/layers/lower,upperdir=/root/layers/upper,workdir=/root/layers/work none /root/merged
  mknod /root/merged/zero c 1 5
  inside "$1" "$2/bin/probe" zero-exec /root/merged/zero || answer=$?
  umount /root/merged
  umount /root/layers
  return "$answer"
}

# Its own shell moves itself out of the cgroup before it runs something.
moved_out() {
  local answer=0
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    # shellcheck disable=SC2016
    exec "$2/bin/busybox" sh -c 'echo $$ >"$0" && exec "$@"' "$cgroups/cgroup.procs" \
      "$2/bin/probe" "$1" "${@:3}"
  ) || answer=$?
  return "$answer"
}

# through_overlay ERRNO TREE CHANGE OPERATION…   from within the cgroup, after the change to an overlay of
# the tree at /root/merged, whose blessed programs have run before
through_overlay() {
  local answer=0
  modprobe overlay
  mkdir -p /root/layers /root/merged
  mount -t tmpfs none /root/layers
  mkdir -p /root/layers/{upper/bin,work}
  [[ $3 != forged ]] || cp "$2/tmp/evil" /root/layers/upper/bin/busybox
  mount -t overlay -o "lowerdir=$2,upperdir=/root/layers/upper,workdir=/root/layers/work" none /root/merged
  case $3 in
    rewritten)
      inside - "$2/bin/probe" exec /root/merged/bin/busybox true || answer=2
      echo x >>/root/merged/bin/busybox
      ;;
    copied) chmod 0711 /root/merged/bin/busybox ;;
    exchanged) mv /root/merged/tmp/evil /root/merged/bin/busybox ;;
  esac
  ((answer)) || inside "$1" "$2/bin/probe" "${@:4}" || answer=$?
  umount /root/merged
  umount /root/layers
  return "$answer"
}

# Several programs, one by the other.
forks() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$2/bin/busybox" sh -c "$2/bin/busybox true && $2/bin/probe - exec $2/bin/busybox true"
  )
}

removed() {
  local answer=0
  kill_all_inside
  /node/probe "$1" run rmdir "$gated" || answer=$?
  mkdir -p "$gated"
  return "$answer"
}

kill_all_inside() {
  local pid
  while read -r pid; do
    kill -9 "$pid"
  done <"$gated/cgroup.procs"
  while [[ -s $gated/cgroup.procs ]]; do
    sleep 0.1
  done
}

attack 'B: run what is not blessed' EACCES inside @/bin/probe exec @/tmp/evil
attack 'B: run what differs by one byte' EACCES inside @/bin/probe exec @/tmp/changed
attack 'B: run a program of the host' EACCES inside @/bin/probe exec /bin/true
attack 'B: a memfd' EACCES inside @/bin/probe exec-memfd @/tmp/evil
attack 'B: a nameless file' EACCES inside @/bin/probe exec-tmpfile @/tmp/evil @/tmp
attack 'B: map a library of the host' EACCES inside @/bin/probe map-exec /bin/true
attack 'B: map a memfd' EACCES inside @/bin/probe map-memfd-exec @/tmp/evil
attack 'B: map it, then make it executable' EACCES inside @/bin/probe map-then-exec @/tmp/evil
attack 'B: anonymous executable memory' EACCES inside @/bin/probe map-anonymous-exec
attack 'B: anonymous memory made executable' EACCES inside @/bin/probe anonymous-then-exec
attack 'B: a heap that is executable' SIGKILL inside_killed @/bin/probe heap-exec
attack 'B: the same, by int 0x80' SIGKILL inside_killed @/bin/probe heap-exec-compat
attack 'G: have the kernel interrupt itself anywhere' EPERM open-write /sys/kernel/debug/sched/preempt
if kernel_is 7.2; then
  gap 'that kernel interrupts itself for tasks of a higher class, and runs no program at a function twice at a time'
fi
attack 'B: a heap that is executable, while the kernel is interrupted where it would be refused' ECANCELED \
  inside @/bin/probe heap-exec-meanwhile
attack 'B: a program that is given one' EACCES exec-read-implies-exec "$gated/cgroup.procs" @/bin/busybox true
attack 'B: executable shared memory of /dev/zero' EACCES inside @/bin/probe zero-exec /dev/zero
attack 'B: the same of an overlay' EACCES zero_of_overlay @
attack 'B: executable System V shared memory' EACCES inside @/bin/probe shared-memory-exec
attack 'B: map blessed code writable' EACCES inside @/bin/probe map-write-exec @/bin/probe
attack 'B: make blessed code writable' EACCES inside @/bin/probe exec-then-write @/bin/probe
attack 'B: change a private copy, then make it executable' EACCES inside @/bin/probe write-then-exec @/bin/probe
untried 7.2 'the kernel itself refuses to write code that way'
attack 'B: its own code through /proc/self/mem' EACCES inside @/bin/probe write-own-code
attack 'B: after it moved itself out of the cgroup' EACCES moved_out @ exec @/tmp/evil
attack 'B: ptrace from outside' EPERM against_victim ptrace-attach
attack 'B: /proc/PID/mem from outside' EACCES against_victim open-proc-mem
attack 'B: take a descriptor' EPERM against_victim take-descriptor
attack 'B: trace a task outside of the gate' EPERM against_outside inside @/bin/probe ptrace-attach
attack 'B: take a descriptor of one outside' EPERM against_outside inside @/bin/probe take-descriptor
attack 'B: traced from its birth' EPERM inside @/bin/probe ptrace-traceme @/bin/busybox
attack 'B: borrow an identity' EPERM inside @/bin/jit borrow-exe-file @/bin/busybox
attack 'B: the same, by a number with more bits' EPERM inside @/bin/jit borrow-exe-file-wide @/bin/busybox
attack 'B: write to memory that it shares with its children' EPERM by_map_files @ small
attack 'B: the same in huge pages' EPERM by_map_files @ huge
attack 'G: load a blessed module, whose parameters may name programs' EPERM inserted @
untried 6.12 'AT_EXECVE_CHECK came with 6.14'
attack 'B: AT_EXECVE_CHECK tells that a script would not run' EACCES inside @/bin/probe check-execution @/tmp/evil
attack 'D: run it through an overlay' EACCES through_overlay @ as-it-is exec /root/merged/tmp/evil
attack 'D: map it through an overlay' EACCES through_overlay @ as-it-is map-exec /root/merged/tmp/evil
attack 'D: copied up by a write' EACCES through_overlay @ rewritten exec /root/merged/bin/busybox true
attack 'D: copied up by its metadata' EACCES through_overlay @ copied exec /root/merged/bin/busybox true
attack 'D: exchanged in the overlay' EACCES through_overlay @ exchanged exec /root/merged/bin/busybox --version
attack 'D: forged in the upper directory' EACCES through_overlay @ forged exec /root/merged/bin/busybox --version
attack 'G: load a kernel module' EPERM inside @/bin/probe load-module /root/dummy.ko
attack 'F: remove the gated cgroup' EPERM removed

control 'run a blessed program' inside @/bin/probe exec @/bin/busybox true
control 'map a blessed file' inside @/bin/probe map-exec @/bin/busybox
control 'a program that is granted it makes code' inside @/bin/jit map-anonymous-exec
control 'a program that is granted it has an executable heap' inside @/bin/jit heap-exec
control 'and changes it' inside @/bin/jit anonymous-then-exec
control 'run a blessed program through an overlay' through_overlay @ as-it-is exec /root/merged/bin/busybox true
control 'map a blessed file through an overlay' through_overlay @ as-it-is map-exec /root/merged/bin/busybox
control 'fork and run' forks @
control 'outside everything runs' exec /bin/true
control 'outside memory becomes code' map-anonymous-exec
control 'outside one may trace' ptrace-traceme /bin/true
control 'outside one may attach to another' against_outside outside /node/probe ptrace-attach
control 'outside modules load' run modprobe dummy

# Its files have no digests of their own.
around_an_overlay() {
  local manifest
  mkdir -p /root/{lower,upper,work,merged}
  cp /bin/true /root/lower
  mount -t overlay -o lowerdir=/root/lower,upperdir=/root/upper,workdir=/root/work none /root/merged
  manifest=$(measure /root/lower true)
  setfattr -n security.ima -v "0x0404$(sha256sum /root/lower/true | cut -c 1-64)" /root/lower/true
  refused L020 1 sbomlock load "$manifest" --root /root/lower --mode=enforce --gate=/root/merged
  umount /root/merged
}

compile_options=()
modprobe overlay
check 'a gate around an overlay is refused' around_an_overlay
compile_options=(--allow-jit /bin/jit)

busybox xzcat "$(modinfo -n dummy)" >/root/dummy.ko
echo 8 >/proc/sys/vm/nr_hugepages
run_attacks
