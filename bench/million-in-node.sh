#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the node: the cost of open+close, mmap and exec under the guard with 1 to 1,000,000 digests,
# what loading them takes, and how large the agent is that tells of them. The manifests besides the first
# come from bench/synthetic-manifest. Prints table rows and lines for bench/run.
set -euo pipefail

tool=/bench/hook-cost
blessed=/mnt/gated/hook-cost
unrelated=/bench/hook-cost-unrelated
declare -A costs before

mkfs.ext4 -q -b 4096 -O verity "${SPARE1:-/dev/vdc}"
mkdir -p /mnt/gated
mount "${SPARE1:-/dev/vdc}" /mnt/gated
rmdir /mnt/gated/lost+found
cp "$tool" "$blessed"
cp "$tool" "$unrelated"

measure() {
  local name
  for name in blessed unrelated; do
    costs["open+close $name"]=$("$tool" open "${!name}" 4000)
    costs["mmap $name"]=$("$tool" mmap "${!name}" 4000)
    costs["exec $name"]=$("$tool" exec "${!name}" 100)
  done
}

report() {
  local name operation key
  for name in blessed unrelated; do
    for operation in open+close mmap exec; do
      key="$operation $name"
      awk -v e="$1" -v o="$operation" -v f="$name" -v a="${before[$key]}" -v b="${costs[$key]}" \
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

bytes_of() {
  bpftool -j map show pinned "/sys/fs/bpf/sbomlock/maps/$1" | jq .bytes_memlock
}

load() {
  sbomlock load /tmp/one.json "${@/#/--allow-from=}" --root /mnt/gated --mode=enforce --gate=/mnt/gated
}

# The kernel is slow to take an old guard's programs away, and would be measured doing so.
unload() {
  sbomlock unload >&2
  sleep 5
}

agent_tells() {
  local agent peak
  sbomlock agent >/run/agent.log 2>&1 &
  agent=$!
  until [[ -s /run/agent.log ]]; do
    if rm "$blessed" 2>/dev/null; then return 1; fi
    sleep 2
  done
  peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$agent/status")
  jq -es '.[0].file == "hook-cost"' /run/agent.log >&2
  kill "$agent"
  echo "agent: $((peak / 1024)) MiB at most"
}

printf 'kernel %s\n' "$(uname -r)"
printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"file","name":"hook-cost",
"hashes":[{"alg":"SHA-256","content":"%s"}]}]}' "$(sha256sum "$blessed" | cut -d' ' -f1)" >/tmp/one.cdx.json
sbomlock compile /tmp/one.cdx.json --rootfs /mnt/gated -o /tmp/one.json >&2
sbomlock bless /tmp/one.json --root /mnt/gated --method=fsverity >&2
# Later background work of a fresh file system would be counted too.
sync
sleep 20

measure
for key in "${!costs[@]}"; do
  before[$key]=${costs[$key]}
done
timed 'load 1 digest' load
measure
report '1 digest'
for more in 99 1000 999999; do
  unload
  timed "load $((more + 1)) digests" load "/bench/$more.json"
  measure
  report "$((more + 1)) digests"
done
echo "memory: verdicts $(bytes_of verdicts) bytes, revoked $(bytes_of revoked), index $(stat -c %s /run/sbomlock/policy.index)"
grep -E '^(MemAvailable|MemTotal)' /proc/meminfo
agent_tells
