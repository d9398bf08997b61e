#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: systemd
# boot: add packaging/sbomlock.service:/etc/systemd/system/sbomlock.service
# boot: add packaging/sbomlock-agent.service:/etc/systemd/system/sbomlock-agent.service
# boot: add vmtest/cases/24-systemd/system:/etc/systemd/system
# boot: add vmtest/cases/24-systemd/prepare:/node/fixture/prepare
#
# The agent tells who was denied what, and is expendable: whatever is done to it, no denial is missed, and
# every event is either told or counted as lost.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

program=/srv/guarded/program
log=/run/agent.log
storm=1000

main_pid() {
  systemctl show --property=MainPID --value sbomlock-agent.service
}

# As the unit is: into the journal, with fields.
journals() {
  systemctl stop sbomlock-agent.service
  rm /etc/systemd/system/sbomlock-agent.service.d/test.conf
  systemctl daemon-reload
  systemctl start sbomlock-agent.service
  unlink_denied
  until_true journalled
}

journalled() {
  journalctl -o json SBOMLOCK_ACTION=change-name SBOMLOCK_VERDICT=denied |
    jq -es 'length == 1 and .[0].SYSLOG_IDENTIFIER == "sbomlock" and .[0].SBOMLOCK_COMM == "probe" and
      (.[0].SBOMLOCK_FILE | endswith("program")) and (.[0].MESSAGE | fromjson | .processes | length > 1)'
}

start() {
  mkdir -p /etc/systemd/system/sbomlock-agent.service.d
  printf '[Service]\nExecStart=\nExecStart=%s\nStandardOutput=append:%s\nWatchdogSec=15\n' \
    '/usr/bin/sbomlock agent --metrics=/run/sbomlock-agent/metrics' "$log" \
    >/etc/systemd/system/sbomlock-agent.service.d/test.conf
  systemctl daemon-reload
  systemctl start sbomlock-agent.service
  systemctl is-active sbomlock-agent.service
}

# unlink_denied   one denial, by a child of this shell
unlink_denied() {
  local answer=0
  /node/probe EPERM unlink "$program" || answer=$?
  ((answer == 1))
}

# until_true COMMAND…   within half a minute
until_true() {
  local tries=30
  until "$@"; do
    ((tries--)) || return 1
    sleep 1
  done
}

told() {
  jq -se "$1" "$log"
}

# Who has ended when the agent looks has no ancestors any more.
tells_who() {
  python3 - "$program" <<'PYTHON' &
import os, sys, time
try:
    os.unlink(sys.argv[1])
except PermissionError:
    time.sleep(60)
PYTHON
  until_true told 'any(.hook == "inode_unlink" and .file == "program" and .comm == "python3" and
    (.processes | last).pid == 1 and (.cgroup_path | endswith("node-script.service")))'
}

metrics() {
  python3 - <<'PYTHON'
import socket
client = socket.socket(socket.AF_UNIX)
client.connect("/run/sbomlock-agent/metrics")
client.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
answer = b""
while part := client.recv(65536):
    answer += part
print(answer.decode())
PYTHON
}

has_metrics() {
  metrics >/run/metrics
  grep -x 'sbomlock_enforcing 1' /run/metrics
  grep -E '^sbomlock_decisions_total\{hook="inode_unlink",verdict="denied"\} [1-9]' /run/metrics
}

is_small() {
  local peak
  peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$(main_pid)/status")
  echo "$peak KiB"
  ((peak <= 96 * 1024))
}

# signal NAME   to the agent, unless systemd is just starting it again: process 0 would be our own group
signal() {
  local pid
  pid=$(main_pid)
  ((pid == 0)) || kill "-$1" "$pid" || true
}

# Everything that ends or stops a process, while attacks go on.
harm_agent() {
  while [[ -e /run/storm ]]; do
    signal KILL
    sleep 2
    # Its cgroup runs out of memory, until systemd makes a new one.
    echo 4M >/sys/fs/cgroup/system.slice/sbomlock-agent.service/memory.max || true
    sleep 2
    signal STOP
    sleep 2
    echo 1 >/sys/fs/cgroup/system.slice/sbomlock-agent.service/cgroup.kill || true
    ! umount -l /sys/fs/bpf || echo unmounted >/run/harm
    rm -rf /sys/fs/bpf/sbomlock || true
    sleep 1
  done
}

storm() {
  local i missed=0 harming
  touch /run/storm
  harm_agent >/dev/null 2>&1 &
  harming=$!
  for ((i = 0; i < storm; i++)); do
    unlink_denied >/dev/null || ((++missed))
  done
  rm /run/storm
  wait "$harming"
  echo "$missed missed"
  [[ ! -e /run/harm ]] && ((missed == 0))
}

ran_out_of_memory() {
  dmesg | grep 'Memory cgroup out of memory: Killed process .*(java)'
}

# Told twice when the agent was killed between telling and taking it out of the ring, hence unique; and a
# line may have been cut there.
told_once() {
  jq -cR 'fromjson?' "$log" | jq -s '[.[] | [.time, .tid, .hook]] | unique | length'
}

accounted() {
  local told lost denied
  told=$(told_once)
  metrics >/run/metrics
  lost=$(awk '/^sbomlock_events_lost_total / { print $2 }' /run/metrics)
  denied=$(awk '/^sbomlock_decisions_total.*verdict="denied"/ { sum += $2 } END { print sum }' /run/metrics)
  echo "denied $denied, told $told, lost $lost"
  ((denied > storm && told + lost == denied))
}

all_accounted() {
  systemctl restart sbomlock-agent.service
  until_true accounted
}

check 'the agent starts and says that it is ready' start
check 'it tells who was denied what' tells_who
check 'it serves metrics on its socket' has_metrics
check 'it is small' is_small
check "of $storm attacks none is missed while it is killed and stopped" storm
check 'among others it was killed for want of memory' ran_out_of_memory
check 'every denial is told or counted as lost' all_accounted
check 'as installed it writes into the journal, with fields' journals
