#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# One guard takes the place of another while it is attacked: at no moment is what both deny allowed. What
# was revoked stays so, and a guard that cannot be loaded replaces none.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/tree

fill() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount --mkdir /dev/vdc "$tree"
  mkdir -p "$tree/bin"
  local name
  for name in kept dropped added revoked bare; do
    cp /node/probe "$tree/bin/$name"
    echo "$name" >>"$tree/bin/$name"
  done
}

blessed() {
  local manifest=$GUARD_DIRECTORY/$1.json
  mv "$(measure "$tree" "${@:2}")" "$manifest"
  sbomlock bless "$manifest" --root "$tree" --method=fsverity
}

replace() {
  sbomlock load "$GUARD_DIRECTORY/$1.json" --root "$tree" --mode=enforce --gate="$tree" --replace "${@:2}"
}

# Until /run/storm is gone: what no guard may ever allow. Tells each success.
storm() {
  local answer
  while [[ -e /run/storm ]]; do
    answer=0
    /node/probe EPERM unlink "$tree/bin/kept" || answer=$?
    ((answer == 1)) || echo "unlink $answer"
    answer=0
    /node/probe EACCES exec "$tree/bin/bare" || answer=$?
    ((answer == 1)) || echo "exec $answer"
    echo >>/run/turns
  done >/run/allowed 2>/run/refusals </dev/null
}

denied() {
  local answer=0
  /node/probe EACCES "$@" || answer=$?
  ((answer == 1))
}

replaced_under_attack() {
  touch /run/storm
  storm </dev/null >/dev/null 2>&1 &
  local storming=$! turns
  until [[ -s /run/turns ]]; do
    sleep 0.1
  done
  replace second
  turns=$(wc -l </run/turns)
  until (($(wc -l </run/turns) > turns + 3)); do
    sleep 0.1
  done
  rm /run/storm
  wait "$storming"
  echo "$(wc -l </run/turns) turns, allowed: $(</run/allowed)"
  [[ ! -s /run/allowed ]]
}

# The programs of one guard, not of two.
one_guard() {
  local programs hooks
  programs=$(sbomlock status --format=json | jq '.programs | length')
  hooks=$(find /sys/fs/bpf/sbomlock/links -type f | wc -l)
  [[ ! -e /sys/fs/bpf/sbomlock-next ]] && ((programs == hooks && programs > 25))
}

told_of_both() {
  local told
  told=$(grep -c '"hook":"inode_unlink"' /run/events.json)
  echo "$told denials of unlink told, $(wc -l </run/turns) attempts"
  ((told == $(wc -l </run/turns)))
}

fails_and_leaves_the_old() {
  refused_only L013 sbomlock load "$GUARD_DIRECTORY/third.json" --root "$tree" --mode=enforce --replace
  one_guard
  denied exec "$tree/bin/bare"
  sbomlock status --format=json | jq -e '.gates | length == 1'
}

# As refused, but what was loaded stays.
refused_only() {
  local code=$1 answer=0 output
  output=$("${@:2}" 2>&1) || answer=$?
  echo "$output"
  ((answer == 1)) && grep -q "^$code " <<<"$output"
}

sealed_is_not_replaced() {
  replace second --seal
  refused_only L037 replace second
  one_guard
}

fill
blessed first bin/kept bin/dropped bin/revoked
blessed second bin/kept bin/added bin/revoked
# A file without its blessing.
mv "$(measure "$tree" bin/bare)" "$GUARD_DIRECTORY/third.json"
sbomlock load "$GUARD_DIRECTORY/first.json" --root "$tree" --mode=enforce --gate="$tree"
sbomlock revoke /bin/revoked
sbomlock events >/dev/null
sbomlock events --follow </dev/null >/run/events.json 2>&1 &
follower=$!

check 'while it is replaced nothing is allowed that both deny' replaced_under_attack
check 'then one guard is there' one_guard
check 'what only the new manifest blesses runs' /node/probe - exec "$tree/bin/added" - nothing
check 'what only the old one blessed runs no more' denied exec "$tree/bin/dropped" - nothing
check 'what was revoked stays so' denied exec "$tree/bin/revoked" - nothing
sleep 2
kill "$follower"
check 'whoever followed the events was told of all' told_of_both
check 'a guard that cannot be loaded replaces none' fails_and_leaves_the_old
check 'a sealed guard is not replaced' sealed_is_not_replaced
