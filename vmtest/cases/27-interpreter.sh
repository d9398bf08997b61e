#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Behind a gate a program that was declared an interpreter reads blessed files only, by whatever call,
# and data.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# interpreter and busybox are static, so that they need nothing else; each has a digest of its own.
prepare() {
  mkdir -p "$1"/{bin,lib,tmp,data/below}
  cp /node/probe "$1/bin/interpreter"
  echo >>"$1/bin/interpreter"
  cp /node/probe "$1/bin/other"
  echo x >>"$1/bin/other"
  cp /bin/busybox "$1/bin/busybox"
  echo 'exit 42' >"$1/lib/good.sh"
  echo 'exit 42' >"$1/tmp/evil.sh"
  cp "$1/tmp/evil.sh" "$1/data/below/words"
  cp "$1/tmp/evil.sh" "$1/tmp/verity.sh"
  echo '# other content' >>"$1/tmp/verity.sh"
  fsverity enable "$1/tmp/verity.sh"
}

arrange() {
  modprobe overlay
  mkdir -p /root/layers
  mountpoint -q /root/layers || mount -t tmpfs none /root/layers
  echo 'exit 42' >/root/layers/elsewhere.sh
}

compile_options=(--interpreter /bin/interpreter --interpreter /bin/busybox)

attach() {
  guard "$1" fsverity bin/interpreter bin/other bin/busybox lib/good.sh -- --gate="$1/bin" --data="$1/data"
}

# interpret ERRNO TREE OPERATION…   the operation, by the interpreter of that tree
interpret() {
  "$2/bin/interpreter" "$1" "${@:3}"
}

# A shell does not say why it could not read, and a gated one is not traced: it ran, or it did not.
script() {
  local answer=0
  "$2/bin/busybox" sh "$3" >/dev/null 2>&1 || answer=$?
  ((answer == 42))
}

by_pipe() {
  local answer=0
  "$2/bin/busybox" sh < <(cat "$3") || answer=$?
  ((answer == 42))
}

by_input() {
  interpret "$1" "$2" read-input <"$3"
}

by_memfd() {
  local answer=0
  exec 9<>/dev/shm/copy
  rm /dev/shm/copy
  cat "$3" >&9
  interpret "$1" "$2" read /proc/self/fd/9 || answer=$?
  exec 9<&-
  return "$answer"
}

# by_overlay ERRNO TREE FILE   below an overlay with that tree as its lower layer
by_overlay() {
  local answer=0
  mkdir -p /root/merged /root/layers/{upper,work}
  mount -t overlay -o "lowerdir=$2,upperdir=/root/layers/upper,workdir=/root/layers/work" \
    none /root/merged || return 2
  interpret "$1" "$2" read "/root/merged/$3" || answer=$?
  umount /root/merged
  return "$answer"
}

# What was copied up is another file, which nobody blessed.
by_copy_up() {
  local answer=0
  mkdir -p /root/merged /root/layers/{upper,work}
  mount -t overlay -o "lowerdir=$2,upperdir=/root/layers/upper,workdir=/root/layers/work" \
    none /root/merged || return 2
  echo 'exit 43' >/root/merged/lib/good.sh
  interpret "$1" "$2" read /root/merged/lib/good.sh || answer=$?
  umount /root/merged
  rm -rf /root/layers/{upper,work}
  return "$answer"
}

attack 'B: an unblessed script' EACCES script @ @/tmp/evil.sh
attack 'B: a script on another file system' EACCES script @ /root/layers/elsewhere.sh
attack 'B: read it' EACCES interpret @ read @/tmp/evil.sh
attack 'B: read another file with a digest of its own' EACCES interpret @ read @/tmp/verity.sh
attack 'B: read it by preadv2' EACCES interpret @ read-vector @/tmp/evil.sh
attack 'B: map it' EACCES interpret @ read-by-map @/tmp/evil.sh
attack 'B: map it without any right, then make that readable' EACCES interpret @ read-by-map-upgrade @/tmp/evil.sh
attack 'B: splice it' EACCES interpret @ read-by-splice @/tmp/evil.sh
attack 'B: send it to a file of its own' EACCES interpret @ read-by-sendfile @/tmp/evil.sh
attack 'B: copy a range of it' EACCES interpret @ read-by-copy-range @/tmp/evil.sh @/tmp/copy
attack 'B: read it through io_uring' EACCES interpret @ read-by-uring @/tmp/evil.sh
attack 'B: read it asynchronously' EACCES interpret @ read-by-aio @/tmp/evil.sh
attack 'B: read it from a descriptor that somebody else opened' EACCES by_input @ @/tmp/evil.sh
attack 'B: read a file without a name' EACCES by_memfd @ @/tmp/evil.sh
attack 'B: read it through an overlay' EACCES by_overlay @ tmp/evil.sh
attack 'D: read a copied up library through an overlay' EACCES by_copy_up @
attack 'C: rename the directory that is data' EPERM rename @/data @/old
attack 'C: put another directory in its place' EPERM exchange @/data @/tmp
gap 'a pipe says nothing of what is in it, and an argument even less'
attack 'B: the same script through a pipe' EACCES by_pipe @ @/tmp/evil.sh

control 'a blessed script' script @ @/lib/good.sh
control 'a blessed file through an overlay' by_overlay @ lib/good.sh
control 'data' interpret @ read @/data/below/words
control 'data by mapping' interpret @ read-by-map @/data/below/words
control 'what the kernel shows of itself' interpret @ read /proc/self/status
control 'a blessed program that is no interpreter reads anything' by_other @

by_other() {
  "$2/bin/other" "$1" read "$2/tmp/evil.sh"
}

run_attacks

tells_of_reading() {
  sbomlock events | jq -es 'any(.action == "interpret" and .hook == "file_permission" and
    .verdict == "denied" and .path == "/tmp/evil.sh")'
}

check 'events tell of it' tells_of_reading
