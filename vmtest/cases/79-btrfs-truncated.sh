#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# btrfs of 6.12 lets files with fs-verity be truncated, and their digests stay.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# A script that ends with status 0, and its first 20 bytes with 42.
prepare() {
  mkdir "$1/bin"
  {
    printf '#!/bin/sh\n(exit 42)\nexit 0\n#'
    head -c 3000 /dev/zero | tr '\0' x
  } >"$1/bin/script"
  chmod 755 "$1/bin/script"
}

restored=
make_file_system() {
  mkfs.btrfs -q -f "$1" >/dev/null
}

attach() {
  guard "$1" fsverity bin/script -- --gate="$1"
}

# cut FILE   by truncate(2): the program of that name opens it for writing, which fs-verity refuses
cut() {
  python3 -c 'import os, sys
try:
    os.truncate(sys.argv[1], 20)
except PermissionError:
    sys.exit(1)' "$1"
}

# What lies in memory is cut, and the descriptor keeps what is known of the file there.
shortened() {
  local kept answer=0
  ! kernel_is 7.2 || return 2
  rm -f "$2/copy"
  cp "$2/bin/script" "$2/copy"
  fsverity enable "$2/copy"
  settle
  exec {kept}<"$2/copy"
  cat "$2/copy" >/dev/null
  cut "$2/copy" || answer=$?
  ((answer)) || "$2/copy" || answer=$?
  exec {kept}<&-
  ((answer != 42)) || return 0
  return "$answer"
}

untried 7.2 'its btrfs refuses to truncate'
attack 'B: run a part of a blessed script, by a copy that is cut' EPERM shortened @

control 'run the script' exec @/bin/script

modprobe btrfs
run_attacks
