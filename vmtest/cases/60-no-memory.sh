#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the guard remembers of tasks is charged to the cgroup that it was loaded from. Without memory for
# that nothing runs behind a gate.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

cgroups=/sys/fs/cgroup
gated=$cgroups/gated
loaded_from=$cgroups/loaded-from

prepare() {
  mkdir -p "$1"/{bin,tmp}
  cp /bin/busybox "$1/bin/busybox"
  cp /bin/true "$1/tmp/evil"
}

# By a record: what has a digest needs memory for it, and is refused without.
attach() {
  (
    echo "$BASHPID" >"$loaded_from/cgroup.procs"
    guard "$1" ima bin/busybox -- --gate="cgroup:$gated"
  )
}

# occupy TREE   gated tasks that are remembered, until one is refused or there are many: each processor keeps
# some memory at hand
occupy() {
  local i
  sleepers=()
  for i in {1..256}; do
    (
      echo "$BASHPID" >"$gated/cgroup.procs"
      exec "$1/bin/busybox" sleep 1000
    ) </dev/null >/dev/null 2>&1 &
    sleepers+=($!)
    ((i % 32 == 0)) || continue
    sleep 1
    kill -0 "${sleepers[-1]}" 2>/dev/null || break
  done
}

# leave ERRNO TREE   a blessed shell in the gated cgroup leaves it and runs something, while no more
# memory is to be had
leave() {
  local answer=0
  echo 0 >"$loaded_from/memory.max"
  occupy "$2"
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    # shellcheck disable=SC2016
    exec "$2/bin/busybox" sh -c 'echo $$ >"$0" && exec "$1"' "$cgroups/cgroup.procs" "$2/tmp/evil"
  ) 2>/run/said || answer=$?
  kill "${sleepers[@]}" 2>/dev/null || true
  echo max >"$loaded_from/memory.max"
  cat /run/said
  case $answer in
    0) return 0 ;;
    126)
      grep -q 'Cannot allocate memory' /run/said || return 3
      return 1
      ;;
    *) return 2 ;;
  esac
}

# inside ERRNO PROGRAM ARGUMENT…
inside() {
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "${@:2}"
  )
}

attack 'F: leave the cgroup while nothing can be remembered, and run something' ENOMEM leave @

control 'a program runs when there is memory again' inside @/bin/busybox true

echo +memory >"$cgroups/cgroup.subtree_control"
mkdir -p "$gated" "$loaded_from"
run_attacks
