#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: systemd
# boot: add packaging/sbomlock.service:/etc/systemd/system/sbomlock.service
# boot: add packaging/sbomlock-agent.service:/etc/systemd/system/sbomlock-agent.service
# boot: add vmtest/cases/24-systemd/system:/etc/systemd/system
# boot: add vmtest/soak/load/prepare:/node/fixture/prepare
#
# 50,000 denials in a row, and 200,000 programs that run behind a gate, leave nothing behind: in the guard's
# maps, in the kernel's memory, or in the agent.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

denials=50000
runs=200000
tree=/srv/guarded

main_pid() {
  systemctl show --property=MainPID --value sbomlock-agent.service
}

# What belongs to processes is gone some time after them.
settle() {
  sync
  echo 3 >/proc/sys/vm/drop_caches
  sleep 20
}

# KiB of slab that cannot be reclaimed, of percpu memory, and of the agent
kernel_memory() {
  awk '/^(SUnreclaim|Percpu):/ { sum += $2 } END { print sum }' /proc/meminfo
}

agent_memory() {
  awk '/^VmRSS:/ { print $2 }' "/proc/$(main_pid)/status"
}

map_entries() {
  sbomlock status --format=json | jq -c '[.maps[] | {(.name): .entries}] | add'
}

deny_often() {
  local answer=0
  /node/probe EPERM unlink-often "$tree/program" "$denials" || answer=$?
  ((answer == 1))
}

run_often() {
  "$tree/program" - run-often "$tree/program" "$runs"
}

# Each is told or counted as lost, once the agent has read what is there.
accounted() {
  local tries=120 denied told lost
  while ((tries--)); do
    sbomlock status --format=json >/run/status.json
    denied=$(jq '[.programs[].denied] | add' /run/status.json)
    lost=$(jq .events_lost /run/status.json)
    told=$(journalctl -o cat SBOMLOCK_VERDICT=denied | wc -l)
    ((told + lost < denied)) || break
    sleep 1
  done
  echo "denied $denied, told $told, lost $lost"
  ((denied == denials && told + lost == denied))
}

no_more() {
  echo "$1 before: $2 KiB, after: $3 KiB"
  (($3 <= $2 + $4))
}

same_entries() {
  echo "$entries"
  [[ $(map_entries) == "$entries" ]]
}

agent_stayed_small() {
  local peak
  peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$(main_pid)/status")
  echo "at most $peak KiB"
  ((peak <= 96 * 1024))
}

# Once, so that what is only made once is there.
systemctl start sbomlock-agent.service
/node/probe EPERM unlink "$tree/program" >/dev/null || true
"$tree/program" - run-often "$tree/program" 2000
settle
denials_before=$(sbomlock status --format=json | jq '[.programs[].denied] | add')
denials=$((denials + denials_before))
entries=$(map_entries)
kernel_before=$(kernel_memory)
agent_before=$(agent_memory)

denials=$((denials - denials_before))
check "$denials denials in a row" deny_often
denials=$((denials + denials_before))
check 'each is told or counted as lost' accounted
check "$runs programs run" run_often
settle
check 'the maps hold what they held' same_entries
check 'the kernel keeps no memory for it' no_more kernel "$kernel_before" "$(kernel_memory)" 4096
check 'the agent keeps none either' no_more agent "$agent_before" "$(agent_memory)" 8192
check 'and it was never large' agent_stayed_small
