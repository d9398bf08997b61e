#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What load answers when it cannot or must not: one diagnostic, and nothing left in the kernel. And
# audit mode, which tells and denies nothing.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/tree
manifest=/srv/files.manifest.json

prepare_tree() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount --mkdir /dev/vdc "$tree"
  cp /bin/true "$tree/program"
  cp /bin/cat "$tree/evil"
  cp "$(measure "$tree" program)" "$manifest"
  sbomlock bless "$manifest" --root "$tree" --method=fsverity
}

load() {
  sbomlock load "$manifest" --root "$tree" "$@"
}

unprivileged() {
  setpriv --reuid=65534 --regid=65534 --clear-groups sbomlock load "$manifest" --root "$tree" --mode=enforce
}

# The bpf(2) calls of a whole load, one a line, in the order in which strace counts them for injection.
trace_load() {
  strace -f --seccomp-bpf -e trace=bpf -o /root/trace sbomlock load "$manifest" --root "$tree" --mode=enforce
  sbomlock unload
  grep -o ' bpf(BPF_.*' /root/trace >/root/calls
}

# The kernel detaches programs some time after their last reference is gone.
eventually() {
  local tries=100
  until "$@"; do
    ((tries--)) || return
    sleep 0.1
  done
}

# fails_at CODE STATUS first|last PATTERN   the first or last call with the pattern, and the attempt that
# libbpf makes again for a map, answer ENOMEM: the load is refused and leaves nothing
fails_at() {
  local code=$1 status=$2 number again=0 answer=0
  number=$(grep -n "bpf($4" /root/calls | if [[ $3 == first ]]; then head -n 1; else tail -n 1; fi | cut -d : -f 1)
  [[ -n $number ]] || { echo "no $4 in the trace"; return 1; }
  [[ $4 != *MAP_CREATE* ]] || again=1
  refused "$code" "$status" strace -f --seccomp-bpf -e trace=bpf \
    -e "inject=bpf:error=ENOMEM:when=$number..$((number + again))" \
    -o /root/injected sbomlock load "$manifest" --root "$tree" --mode=enforce || answer=$?
  grep 'ENOMEM.*INJECTED' /root/injected
  if ! nothing_loaded; then
    # So that the next check stands on its own.
    sbomlock unload
    return 1
  fi
  eventually /node/probe - rename "$tree/program" "$tree/renamed"
  eventually /node/probe - rename "$tree/renamed" "$tree/program"
  return "$answer"
}

guard_stands() {
  local answer=0
  /node/probe EPERM rename "$tree/program" "$tree/renamed" || answer=$?
  ((answer == 1))
}

audits() {
  load --mode=audit --gate="$tree"
  /node/probe - open-write "$tree/evil"
  /node/probe - exec "$tree/evil"
  /node/probe - exec "$tree/program"
  /node/probe - chmod "$tree/program" 0700
  /node/probe - rename "$tree/program" "$tree/renamed"
  /node/probe - rename "$tree/renamed" "$tree/program"
}

audit_is_told() {
  sbomlock events >/root/events
  for action in execute change-metadata change-name; do
    jq -se --arg action "$action" 'map(select(.action == $action and .verdict == "audited")) | length > 0' /root/events
  done
  jq -se 'map(select(.verdict == "denied")) | length == 0' /root/events
  sbomlock status --format=json |
    jq -e '.mode == "audit" and ([.programs[].audited] | add >= 4) and ([.programs[].denied] | add == 0)'
}

check 'a tree is blessed' prepare_tree
check 'without privilege it refuses' refused L001 3 unprivileged
check 'status without a guard says so' refused L031 1 sbomlock status
check 'unload without a guard says so' refused L031 1 sbomlock unload
check 'a gate that is not there is refused' refused L020 1 load --mode=enforce --gate=/no/such/place
check 'nothing is left then' nothing_loaded
check "a gate that would lock out the node's own init, shell and loader is refused" \
  refused L021 1 load --mode=enforce --gate=/
check 'nothing is left then either' nothing_loaded

check 'a load under trace' trace_load
check 'a map that cannot be created refuses the load' fails_at L032 3 first 'BPF_MAP_CREATE.*"verdicts"'
check 'attaching the last program fails: the others are torn down' fails_at L033 1 last BPF_LINK_CREATE
check 'freezing the last map fails: all are torn down' fails_at L033 1 last BPF_MAP_FREEZE

check 'after all that a load succeeds' load --mode=enforce
check 'a second load is refused' refused L030 1 load --mode=enforce
check 'and the first guard stands' guard_stands
check 'it can be unloaded' sbomlock unload
check 'audit mode denies nothing' audits
check 'audit mode tells everything' audit_is_told
