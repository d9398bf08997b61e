#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the node: fs-verity on the 20,000 files of /bench/tree.tar by sbomlock and by 'fsverity enable', which
# takes one file. Each starts with the same files on a fresh file system. Prints table rows for bench/run.
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

# Each file costs these a process, so a tenth of the files tells what all cost.
tenth() {
  find "$root" -name 'f*0'
}

by_xargs() {
  tenth | xargs -P2 -n1 fsverity enable
}

by_loop() {
  tenth | while read -r file; do
    fsverity enable "$file"
  done
}

# seconds TIMES FILES COMMAND: TIMES its wall time, after which so many files have fs-verity.
seconds() {
  local start end
  fresh
  start=$EPOCHREALTIME
  "$3"
  end=$EPOCHREALTIME
  [[ $(find "$root" -name 'f*' -exec lsattr -- {} + | awk '$1 ~ /V/' | wc -l) == "$2" ]]
  awk -v n="$1" -v a="$start" -v b="$end" 'BEGIN { printf "%.2f\n", n * (b - a) }'
}

printf 'kernel %s\n' "$(uname -r)"
for ((round = 1; round <= $(</bench/rounds); round++)); do
  ours=$(seconds 1 20000 by_sbomlock)
  xargs=$(seconds 10 2000 by_xargs)
  loop=$(seconds 10 2000 by_loop)
  awk -v r="$round" -v o="$ours" -v x="$xargs" -v l="$loop" 'BEGIN {
    printf "| %d | %.1f | %.1f | %.1f | %.2f | %.2f |\n", r, o, x, l, o / x, l / o }'
done
