#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the node: fs-verity on the 20,000 files of /bench/tree.tar by sbomlock and by 'fsverity enable', which
# takes one file a process. Each starts with the same files on a fresh file system. Prints table rows for bench/run.
set -euo pipefail

disk=${SPARE1:-/dev/vdc}
root=/mnt/tree
mkdir -p "$root"

fresh() {
  mountpoint -q "$root" && umount "$root"
  mkfs.ext4 -q -F -b 4096 -O verity "$disk"
  mount "$disk" "$root"
  tar -C "$root" -xf /bench/tree.tar
  sync
  echo 3 >/proc/sys/vm/drop_caches
}

by_sbomlock() {
  sbomlock bless /bench/tree.manifest.json --root "$root" --method=fsverity >/dev/null
}

by_xargs() {
  find "$root" -name 'f*' -print0 | xargs -0 -P2 -n1 fsverity enable
}

by_loop() {
  find "$root" -name 'f*' | while read -r file; do
    fsverity enable "$file"
  done
}

# seconds COMMAND: its wall time, and that everything was blessed.
seconds() {
  local start
  fresh
  start=$EPOCHREALTIME
  "$1"
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", b - a }'
  find "$root" -name 'f*' -print0 | xargs -0 fsverity measure | wc -l | grep -qx 20000
}

printf 'kernel %s\n' "$(uname -r)"
loop=$(seconds by_loop)
for round in 1 2 3; do
  ours=$(seconds by_sbomlock)
  xargs=$(seconds by_xargs)
  awk -v r="$round" -v o="$ours" -v x="$xargs" -v l="$loop" 'BEGIN {
    printf "| %d | %.1f | %.1f | %.1f | %.2f | %.2f |\n", r, o, x, l, o / x, l / o }'
done
