#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the kernel goes by when it starts a blessed program: its ELF interpreter, which may map nothing
# executable, and program headers, which it reads after the program was judged.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/tree.sh
source /node/lib/tree.sh

gated=/sys/fs/cgroup/gated

prepare() {
  fill_tree "$1"
  cp /node/probe "$1/bin/probe"
  cp /bin/busybox "$1/bin/busybox"
  printf '#!/bin/busybox sh\necho works\n' >"$1/bin/script"
  chmod 755 "$1/bin/script"
  mkdir -p "$1/tmp"
  echo 'echo works' >"$1/tmp/unblessed"
}

compile_options=(--interpreter /bin/bash)

attach() {
  guard "$1" fsverity "${tree_files[@]}" bin/probe bin/busybox bin/script -- --gate="cgroup:$gated" --gate="$1"
}

# through_overlay ERRNO TREE COMMAND…   while the tree is the lower layer of an overlay at /root/merged
through_overlay() {
  local answer=0
  mkdir -p /root/layers /root/merged
  mount -t tmpfs none /root/layers
  mkdir -p /root/layers/{upper,work}
  mount -t overlay -o "lowerdir=$2,upperdir=/root/layers/upper,workdir=/root/layers/work" none /root/merged
  "${@:3}" || answer=$?
  umount /root/merged
  umount /root/layers
  return "$answer"
}

# copied_up ERRNO TREE
copied_up() {
  through_overlay "$1" "$2" /node/probe "$1" exec-copied-up "$gated/cgroup.procs" /root/merged/bin/busybox \
    /root/layers/upper/bin/busybox
}

# works_within ROOT COMMAND…   whether it prints that, in the cgroup and with that root directory
works_within() {
  local said
  said=$(
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$1/bin/busybox" chroot "$@"
  )
  echo "$said"
  [[ $said == works ]]
}

within() {
  works_within "${@:2}"
}

within_overlay() {
  through_overlay "$1" "$2" works_within /root/merged "${@:3}"
}

# A shell does not say why it could not read.
read_within() {
  works_within "${@:2}" || return 1
}

# from_stack ERRNO TREE   from outside of the cgroup
from_stack() {
  through_overlay "$1" "$2" /node/probe "$1" exec-from-stack "$2/tmp/from-stack" /root/merged/tmp/from-stack
}

attack 'B: a script that a blessed shell reads' EACCES read_within @ /bin/bash /tmp/unblessed
attack 'B: the same, by a shell that ld.so runs' EACCES read_within @ "$INTERPRETER" /bin/bash /tmp/unblessed
attack 'D: a program of a gated file system, by an overlay, which maps nothing executable' EACCES from_stack @
attack 'B: a foreign ELF interpreter that maps nothing executable' EACCES \
  exec-forged-interpreter "$gated/cgroup.procs" @/bin/bash "$interpreter" /root/forged
# The kernel takes what it cannot read for no program.
attack 'B: a program of an overlay that is copied up after it was judged' ENOEXEC copied_up @

control 'a blessed program with its blessed ELF interpreter' within @ /bin/bash -c 'echo works'
control 'a blessed program that ld.so runs' within @ "$INTERPRETER" /bin/bash -c 'echo works'
control 'a blessed script with its blessed interpreter' within @ /bin/script
control 'a blessed program through an overlay' within_overlay @ /bin/busybox echo works
control 'one with its ELF interpreter through an overlay' within_overlay @ /bin/bash -c 'echo works'
control 'a blessed script through an overlay' within_overlay @ /bin/script

mkdir -p "$gated"
modprobe overlay
run_attacks
