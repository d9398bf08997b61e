#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Uprobes: the kernel itself changes code, a byte at a time, in every task that maps the file.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tracing=/sys/kernel/tracing

prepare() {
  cp /node/probe "$1/victim"
}

attach() {
  guard "$1" ima victim -- --gate="$1"
}

# traced ERRNO LIST FILE   by the files of tracefs
traced() {
  local list=$tracing/$2 event=$tracing/events/mine answer=0
  mountpoint -q "$tracing" || mount -t tracefs tracefs "$tracing"
  /node/probe "$1" write "$list" "p:mine/event $3:$(/node/probe - print-operand)" || return
  echo 1 >"$event/event/enable"
  "$3" - watch-code 0 || answer=$?
  echo 0 >"$event/event/enable"
  echo >"$list"
  # 9: its code was changed.
  ((answer == 9)) || return 2
}

attack 'E: change the code of a running program by a uprobe' ECANCELED break-code @/victim before
attack 'E: change the code of a program that is run later' ECANCELED break-code @/victim after
attack 'E: change it by the files of tracefs' EPERM traced uprobe_events @/victim
attack 'E: the same by their newer name' EPERM traced dynamic_events @/victim
attack 'E: load a BPF program for many uprobes' EPERM load-multi-probe
attack 'E: change a copy with fs-verity, which may be blessed by its digest' ECANCELED break-code /root/measured after
attack 'E: change what nobody blessed, and so runs elsewhere' EPERM break-code /root/victim after

control 'the program runs' run @/victim - watch-code 0
control 'make a kprobe' run sh -c "echo 'p:other/event do_sys_openat2' >$tracing/kprobe_events && echo >$tracing/kprobe_events"

cp /node/probe /root/victim
cp /node/probe /root/measured
fsverity enable /root/measured
run_attacks

told() {
  sbomlock events | jq -se 'map(select(.action == "probe-tasks" and .verdict == "denied") | .hook) | unique ==
    ["bpf_prog_load", "file_open", "perf_event_alloc", "uprobe_register"]'
}

check 'the events tell of all four' told
