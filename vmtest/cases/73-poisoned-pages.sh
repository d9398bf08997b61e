#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Pages that are thrown away before they are written back: what the disk still holds comes back.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare() {
  head -c 4096 /dev/zero | tr '\0' o >"$1/data"
}

# Written in place, and in memory alone when the guard is loaded.
arrange() {
  sync
  echo 3 >/proc/sys/vm/drop_caches
  head -c 4096 /dev/zero | tr '\0' n | dd of="$1/data" bs=4096 conv=notrunc iflag=fullblock status=none
}

attach() {
  guard "$1" ima data
}

# Who has the page mapped is killed for it.
old_content() {
  /node/probe - poison "$2" 2>/dev/null || true
  [[ $(head -c 1 "$2") == o ]]
}

attack 'A: the content that the file had before' EPERM old_content @/data

control 'read it' read @/data

sysctl -qw vm.dirty_writeback_centisecs=0
run_attacks
