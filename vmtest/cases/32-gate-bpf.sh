#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# bpf(2) itself is gated: only programs with the grant make or get hold of anything there, and nobody
# becomes such a program.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# agent is the probe with another digest, so that it can be granted more.
prepare() {
  mkdir -p "$1"/{bin,tmp}
  cp /node/probe "$1/bin/agent"
  echo >>"$1/bin/agent"
  cp "$1/bin/agent" "$1/tmp/changed"
  echo x >>"$1/tmp/changed"
  cp /bin/cat "$1/tmp/evil"
}

arrange() {
  mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
  [[ -e /sys/fs/bpf/other ]] ||
    bpftool map create /sys/fs/bpf/other type hash key 4 value 4 entries 1 name other
  [[ -e /sys/fs/bpf/program ]] || /node/probe - pin-program /sys/fs/bpf/program
  bpftool -j map show pinned /sys/fs/bpf/other | jq .id >/run/other.id
}

compile_options=(--allow-bpf /bin/agent)

attach() {
  # Older than the guard, and not what it will pass for.
  sleep 10000 &
  old=$!
  guard "$1" fsverity bin/agent -- --gate=bpf
}

other_map_by_id() {
  /node/probe "$1" map-by-id "$(</run/other.id)"
}

agent() {
  "$2" "$1" "${@:3}"
}

traced_agent() {
  /node/probe "$1" ptrace-traceme "$2"
}

old_task() {
  /node/probe "$1" ptrace-attach "${old:-1}"
}

attack 'G: make a map' EPERM make-map
attack 'G: load a program' EPERM load-program
attack 'G: bpftool' EPERM run bpftool map create /sys/fs/bpf/mine-$RANDOM type hash key 4 value 4 entries 1 name mine
attack "G: get hold of others' maps by id" EPERM other_map_by_id
attack "G: get hold of others' maps by name" EPERM open-pin /sys/fs/bpf/other
attack "G: get hold of others' programs by name" EPERM open-pin /sys/fs/bpf/program
attack 'G: make a map in a changed copy of a program with the grant' EPERM agent @/tmp/changed make-map
attack 'B: foreign code in a program with the grant' EACCES agent @/bin/agent map-exec @/tmp/evil
attack 'B: anonymous code in a program with the grant' EACCES agent @/bin/agent map-anonymous-exec
attack 'B: start a program with the grant under a tracer' EPERM traced_agent @/bin/agent
attack 'B: trace a task that is older than the guard' EPERM old_task
attack 'G: borrow the identity of a program with the grant' EPERM borrow-exe-file @/bin/agent

control 'a program with the grant makes a map' agent @/bin/agent make-map
control 'a program with the grant loads a program' agent @/bin/agent load-program
control "read others' maps" open-pin-to-read /sys/fs/bpf/other
control 'what has no grant runs' exec @/tmp/evil --version
control 'the status of the guard' run sbomlock status
control 'its events' run sbomlock events

run_attacks

tells_of_bpf() {
  sbomlock status --format=json | jq -e '.gates == ["bpf"] and
    ([.programs[] | select(.hook == "bpf").denied] | add) > 0'
}

unloads() {
  sbomlock unload
  nothing_loaded
  /node/probe EPERM make-map
}

grant_for_java() {
  local runtime
  runtime=$(realpath /opt/sbomlock/runtime/bin/java)
  mkdir -p /srv/guarded/opt
  cp "$runtime" /srv/guarded/opt/java
  mount --bind /srv/guarded/opt/java "$runtime"
  compile_options=(--allow-bpf /opt/java)
  refused L025 1 guard /srv/guarded fsverity opt/java -- --gate=bpf
}

# The loader has no grant and freezes its maps when the gate stands already.
sealed_too() {
  local answer=0
  compile_options=(--allow-bpf /bin/agent)
  guard /srv/guarded fsverity bin/agent -- --gate=bpf --seal
  sbomlock status --format=json | jq -e .sealed
  /node/probe EPERM make-map || answer=$?
  ((answer == 1))
}

check 'status and counters tell of the gate' tells_of_bpf
check 'sbomlock needs no grant to unload' unloads
check 'a grant for the Java runtime is refused' grant_for_java
check 'and nothing is left of that' nothing_loaded
check 'a guard with that gate is sealed, too' sealed_too
