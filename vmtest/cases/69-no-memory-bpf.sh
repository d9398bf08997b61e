#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A program with the grant for bpf(2) does not start where nothing can be remembered of it: it would take in
# foreign code, and be known by its name later.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/tree.sh
source /node/lib/tree.sh

cgroups=/sys/fs/cgroup
loaded_from=$cgroups/loaded-from
foreign=/foreign.so

prepare() {
  fill_tree "$1"
  cp "$foreign" "$1$foreign"
}

compile_options=(--allow-bpf /bin/bash)

attach() {
  (
    echo "$BASHPID" >"$loaded_from/cgroup.procs"
    guard "$1" fsverity "${tree_files[@]}" -- --gate=bpf
  )
}

# with_foreign TREE   whether foreign code comes into the memory of the program, which ld.so says when it does not;
# 126 when that does not run
with_foreign() {
  LD_PRELOAD=$foreign chroot "$1" /bin/bash -c true || return
  ! grep -q "$foreign.*cannot be preloaded" /run/said
}

# without_memory ERRNO TREE   the same while no memory is to be had: all on one processor, and again when some
# was at hand there
without_memory() {
  local answer=1 tries=5
  local -a sleepers=()
  taskset --pid --cpu-list 0 "$BASHPID" >/dev/null
  while ((answer == 1 && tries--)); do
    echo 0 >"$loaded_from/memory.max"
    for _ in {1..96}; do
      sleep 1000 >/dev/null 2>&1 &
      sleepers+=($!)
    done
    sleep 1
    answer=0
    with_foreign "$2" 2>/run/said || answer=$?
    cat /run/said
  done
  kill "${sleepers[@]}" 2>/dev/null || true
  echo max >"$loaded_from/memory.max"
  taskset --pid --cpu-list 0-1 "$BASHPID" >/dev/null
  ((answer == 126)) || return "$answer"
  grep -q 'Cannot allocate memory' /run/said || return 3
  return 1
}

works() {
  [[ $(chroot "$2" /bin/bash -c 'echo works') == works ]]
}

attack 'G: foreign code in a program with the grant, while nothing can be remembered' ENOMEM without_memory @

control 'it runs when there is memory again' works @

echo +memory >"$cgroups/cgroup.subtree_control"
mkdir -p "$loaded_from"
cp -L /lib/x86_64-linux-gnu/libm.so.6 "$foreign"
run_attacks

told() {
  sbomlock events | jq -es 'any(.hook == "bprm_check_security" and .action == "execute" and .verdict == "denied")'
}

check 'events tell of it' told
