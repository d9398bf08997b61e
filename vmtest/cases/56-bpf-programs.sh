#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Others' BPF programs, which root loads where bpf(2) is not gated: they do not answer in the guard's place,
# nor write to the memory and registers of tasks behind a gate. Keys are in 37, devices in 54.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

pins=/sys/fs/bpf/sbomlock
# shellcheck disable=SC2034
new_guards=yes sealed=yes

prepare() {
  cp /bin/true "$1/program"
}

# Before the guard is there, the same is done to a map of another owner.
arrange() {
  mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
  mkdir -p "$pins"/{links,maps}
  rm -f "$pins"/{maps,links}/*
  bpftool map create "$pins/maps/control" type array key 4 value 8 entries 1 name control
  # 0x80: BPF_F_RDONLY_PROG
  bpftool map create "$pins/maps/origins" type array key 4 value 8 entries 1 name origins flags 0x80
  bpftool map freeze pinned "$pins/maps/origins"
}

attach() {
  rm -rf "${pins:?}"
  guard "$1" fsverity program -- --gate="$1" --seal
}

# Whether every program that there is can be had by its id.
cat >/root/hold-programs <<'END'
#!/bin/bash
for id in {1..500}; do
  answer=$(/node/probe - program-by-id "$id") || [[ $answer == ENOENT ]] || exit
done
END
chmod 755 /root/hold-programs

attack 'G: get hold of the control map while another program answers for the hook' EPERM \
  overrule security_bpf_map /node/probe - open-pin $pins/maps/control
untried 7.2 'programs at hooks give no positive answers there'
attack 'G: get hold of it while one at the same hook answers in a cgroup' EPERM \
  overrule-in-cgroup /sys/fs/cgroup bpf_lsm_bpf_map /node/probe - open-pin $pins/maps/control
attack "G: get hold of the guard's programs while another answers for the hook" EPERM \
  overrule security_bpf_prog /root/hold-programs
attack 'B: run a program while the guard is kept from learning which one it is' EPERM \
  overrule security_bprm_committed_creds /bin/true
attack "E: write to a task's memory from a BPF program" EPERM write-from-kernel
untried 6.12 'BPF programs write to registers since 6.18'
attack "E: write to a task's registers from a BPF program at a uprobe" EPERM change-registers

attack 'G: write to what is frozen and read-only, by an iterator over its elements' EPERM \
  write-by-iterator $pins/maps/origins
untried 7.2 'its verifier knows'
attack 'G: write to a frozen map by a helper of which the verifier does not know that it writes' EPERM \
  write-by-snprintf $pins/maps/origins
untried 7.2 'its verifier knows'
attack 'G: the same to that map within another' EPERM write-by-snprintf-within $pins/maps/origins

control 'read what the guard goes by' run bpftool map dump pinned $pins/maps/blessed
control 'load a program' load-program
control 'load and pin one' run sh -c '/node/probe - pin-program /sys/fs/bpf/mine && rm /sys/fs/bpf/mine'
control 'see what programs there are' run bpftool feature probe kernel

run_attacks

told() {
  sbomlock events | jq -se 'any(.action == "overrule" and .hook == "bpf_prog_load" and .verdict == "denied") and
    any(.action == "control-task" and .verdict == "denied")'
}

check 'the events tell of both' told
