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

# occupy TREE   more gated tasks that are remembered, until one is refused or there are many: the processor
# keeps some memory at hand
occupy() {
  local i
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

# escape TREE   a blessed shell in the gated cgroup leaves it and runs something; 2 when what it runs was gated
# all the same, 126 when the shell did not run
escape() (
  echo "$BASHPID" >"$gated/cgroup.procs"
  # shellcheck disable=SC2016
  exec "$1/bin/busybox" sh -c 'echo $$ >"$0" && ("$1"; answer=$?; exit $((answer ? 2 : 0)))' \
    "$cgroups/cgroup.procs" "$1/tmp/evil"
)

# leave ERRNO TREE   the same while no more memory is to be had: all on one processor, and again when some was
# at hand there
leave() {
  local answer=2 tries=5
  local -a sleepers=()
  taskset --pid --cpu-list 0 "$BASHPID" >/dev/null
  echo 0 >"$loaded_from/memory.max"
  while ((answer == 2 && tries--)); do
    occupy "$2"
    answer=0
    escape "$2" 2>/run/said || answer=$?
  done
  kill "${sleepers[@]}" 2>/dev/null || true
  echo max >"$loaded_from/memory.max"
  taskset --pid --cpu-list 0-1 "$BASHPID" >/dev/null
  cat /run/said
  ((answer == 126)) || return "$answer"
  grep -q 'Cannot allocate memory' /run/said || return 3
  return 1
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
