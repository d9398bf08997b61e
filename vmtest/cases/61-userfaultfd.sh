#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A private mapping of a blessed file in memory (tmpfs) takes pages from whoever holds a userfaultfd, and
# runs them as the file's. In a gated cgroup nobody gets one.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

cgroups=/sys/fs/cgroup
gated=$cgroups/gated

# jit is the probe with another digest, so that it can be granted more.
prepare() {
  mkdir -p "$1/bin"
  cp /node/probe "$1/bin/probe"
  cp /node/probe "$1/bin/jit"
  echo >>"$1/bin/jit"
}

fresh_tree() {
  ! mountpoint -q "$1" || return 0
  mount --mkdir -t tmpfs tmpfs "$1"
  prepare "$1"
}

compile_options=(--allow-jit /bin/jit)

# tmpfs has no fs-verity.
attach() {
  guard "$1" ima bin/probe bin/jit -- --gate="cgroup:$gated"
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

attack 'B: pages of its own in a mapping of a blessed file in memory, by userfaultfd' EACCES \
  inside @/bin/probe exec-by-userfaultfd @/bin/probe

control 'who may make code may have it made so' inside @/bin/jit exec-by-userfaultfd @/bin/probe
control 'and everybody outside of the cgroup' exec-by-userfaultfd @/bin/probe

mkdir -p "$gated"
run_attacks
