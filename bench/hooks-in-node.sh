#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the node: the cost of open+close, exec and mmap without and with the guard loaded, for
# a blessed file and for one that is none of its business; and of the former two with programs that
# decide nothing, which is what the kernel itself takes. Prints table rows for bench/run.
set -euo pipefail

tool=/bench/hook-cost
# Five names deep, as /usr/lib/x86_64-linux-gnu/libc.so.6 is.
blessed=/mnt/gated/usr/bin/hook-cost
unrelated=/usr/local/lib/bench/hook-cost
declare -A before empty

mkfs.ext4 -q -b 4096 -O verity "${SPARE1:-/dev/vdc}"
mkdir -p /mnt/gated
mount "${SPARE1:-/dev/vdc}" /mnt/gated
rmdir /mnt/gated/lost+found
install -D "$tool" "$blessed"
install -D "$tool" "$unrelated"

# Later background work of a fresh file system would be counted too.
sync
sleep 20

cost() {
  "$tool" "$1" "$2" "$3"
}

each() {
  local file name
  for file in "$blessed" "$unrelated"; do
    name=unrelated
    [[ $file == "$blessed" ]] && name=blessed
    "$1" 'open+close' "$name" "$(cost open "$file" 20000)"
    "$1" mmap "$name" "$(cost mmap "$file" 20000)"
    "$1" exec "$name" "$(cost exec "$file" 500)"
  done
}

remember() {
  before[$1 $2]=$3
}

remember_empty() {
  empty[$1 $2]=$3
}

report() {
  awk -v o="$1" -v f="$2" -v a="${before[$1 $2]}" -v e="${empty[$1 $2]}" -v b="$3" \
    'BEGIN { printf "| %s | %s | %.0f | %.0f | %.3f | %.0f | %.3f |\n", o, f, a, e, e / a, b, b / a }'
}

printf 'kernel %s\n' "$(uname -r)"
sha256=$(sha256sum "$blessed" | cut -d' ' -f1)
cat >/tmp/sbom.json <<JSON
{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"file",
"name":"/usr/bin/hook-cost","hashes":[{"alg":"SHA-256","content":"$sha256"}]}]}
JSON
sbomlock compile /tmp/sbom.json --rootfs /mnt/gated -o /tmp/manifest.json
sbomlock bless /tmp/manifest.json --root /mnt/gated --method=fsverity
each remember
coproc EMPTY { /bench/attach /bench/empty.bpf.o; }
read -r _ <&"${EMPTY[0]}"
each remember_empty
eval "exec ${EMPTY[1]}>&-"
wait "$EMPTY_PID"
sbomlock load /tmp/manifest.json --root /mnt/gated --mode=enforce --gate=/mnt/gated
each report
