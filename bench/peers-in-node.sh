#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the node: the cost of open+close, mmap and exec under the guard, with few and with many
# digests, under IPE with a policy of the same manifest, and under IMA appraisal by security.ima, each
# against the same kernel just before. Prints table rows for bench/run.
set -euo pipefail

tool=/bench/hook-cost
blessed=/mnt/gated/hook-cost
unrelated=/bench/hook-cost-unrelated
# As many as fit into a policy of IPE, whose signed message has at most 65,535 bytes.
many=500
ipe=/sys/kernel/security/ipe
declare -A before

mkfs.ext4 -q -b 4096 -O verity "${SPARE1:-/dev/vdc}"
mkdir -p /mnt/gated
mount "${SPARE1:-/dev/vdc}" /mnt/gated
rmdir /mnt/gated/lost+found
cp "$tool" "$blessed"
cp "$tool" "$unrelated"

# sbom   from what sha256sum(1) says, on standard input
sbom() {
  awk 'BEGIN { printf "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[" }
    { printf "%s{\"type\":\"file\",\"name\":\"%s\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"%s\"}]}",
        (NR > 1 ? "," : ""), $2, $1 }
    END { print "]}" }'
}

make_many() {
  local i
  mkdir many
  for ((i = 0; i < many; i++)); do
    echo "$i" >"many/$i"
  done
}

cost() {
  "$tool" "$1" "$2" "$3"
}

# Only the tool is executed here: IPE would allow nothing else.
measure() {
  local name file
  costs=()
  for name in blessed unrelated; do
    file=${!name}
    costs["open+close $name"]=$(cost open "$file" 4000)
    costs["mmap $name"]=$(cost mmap "$file" 4000)
    costs["exec $name"]=$(cost exec "$file" 100)
  done
}

declare -A costs
remember() {
  local key
  measure
  for key in "${!costs[@]}"; do
    before[$key]=${costs[$key]}
  done
}

report() {
  local name operation
  for name in blessed unrelated; do
    for operation in open+close mmap exec; do
      awk -v e="$1" -v o="$operation" -v f="$name" -v a="${before[$operation $name]}" -v b="${costs[$operation $name]}" \
        'BEGIN { printf "| %s | %s | %s | %.0f | %.0f | %.3f |\n", e, o, f, a, b, b / a }'
    done
  done
}

# Guest time counts instructions: two nanoseconds each.
timed() {
  local begin end what=$1
  begin=$EPOCHREALTIME
  "${@:2}" >&2
  end=$EPOCHREALTIME
  awk -v w="$what" -v a="$begin" -v b="$end" 'BEGIN { printf "%s: %.0f million instructions\n", w, (b - a) * 500 }'
}

# memory KEY VALUE WHAT   of a map as the guard makes it, while it is nobody's
memory() {
  local entries bytes
  for entries in 100 10000 1000000; do
    bpftool map create /sys/fs/bpf/size type hash key "$1" value "$2" entries "$entries" name size
    bytes=$(bpftool -j map show pinned /sys/fs/bpf/size | sed -E 's/.*"bytes_memlock":([0-9]+).*/\1/')
    rm /sys/fs/bpf/size
    echo "memory of $3: $entries entries take $bytes bytes, $((bytes / entries)) each"
  done
}

load() {
  sbomlock load "$@" --root /mnt/gated --mode=enforce --gate=/mnt/gated
}

sign_policy() {
  openssl smime -sign -in "$1" -signer /node/db.crt -inkey /node/db.key -binary -outform der \
    -noattr -nodetach -out "$1.p7b"
  # In one write.
  dd if="$1.p7b" of="$ipe/new_policy" bs=4M status=none
}

printf 'kernel %s\n' "$(uname -r)"
memory 68 12 digests
memory 16 16 'blessed inodes'
cd /mnt/gated
sha256sum hook-cost | sbom >/tmp/one.cdx.json
sbomlock compile /tmp/one.cdx.json --rootfs . -o /tmp/one.json
sbomlock bless /tmp/one.json --root . --method=fsverity --method=ima >&2
# Later background work of a fresh file system would be counted too.
sync
sleep 10

remember
timed 'load 1 digest' load /tmp/one.json
measure
report 'guard, 1 digest'
sbomlock unload >&2

make_many
find many -type f -print0 | xargs -0 sha256sum | sbom >/tmp/many.cdx.json
sbomlock compile /tmp/one.cdx.json /tmp/many.cdx.json --rootfs . -o /tmp/many.json 2>/dev/null
sbomlock bless /tmp/many.json --root . --method=ima >&2
sync
sleep 10
remember
timed "load $((many + 1)) digests" load /tmp/many.json
measure
report "guard, $((many + 1)) digests"
timed 'status' sbomlock status
sbomlock unload >&2

fsverity enable "$unrelated"
fsverity enable "$tool"
sync
sleep 10
remember
echo 0 >"$ipe/enforce"
sbomlock export /tmp/one.json --to=ipe --policy-name=one -o /tmp/one
sign_policy /tmp/one
echo 1 >"$ipe/policies/one/active"
echo 1 >"$ipe/enforce"
measure
echo 0 >"$ipe/enforce"
report 'IPE, 1 digest'

sbomlock export /tmp/many.json --to=ipe --policy-name=many -o /tmp/many
sign_policy /tmp/many
echo 1 >"$ipe/policies/many/active"
echo 1 >"$ipe/enforce"
measure
echo 0 >"$ipe/enforce"
report "IPE, $((many + 1)) digests"

printf 'policy_name=none policy_version=0.0.1\nDEFAULT action=ALLOW\n' >/tmp/none
sign_policy /tmp/none
echo 1 >"$ipe/policies/none/active"
remember
uuid=$(blkid -s UUID -o value /dev/vdc)
printf 'appraise func=%s fsuuid=%s\n' 'BPRM_CHECK' "$uuid" 'MMAP_CHECK mask=MAY_EXEC' "$uuid" >/sys/kernel/security/ima/policy
measure
report 'IMA appraisal'
