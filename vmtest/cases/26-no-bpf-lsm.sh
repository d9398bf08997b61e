#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: append lsm=landlock,lockdown,yama,integrity,apparmor
#
# A kernel that was booted without the BPF LSM would take the programs and never run them.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

prepare_tree() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount --mkdir /dev/vdc /srv/tree
  cp /bin/true /srv/tree/program
  manifest=$(measure /srv/tree program)
  sbomlock bless "$manifest" --root /srv/tree --method=fsverity
}

doctor_tells() {
  local answer=0 output
  output=$(sbomlock doctor) || answer=$?
  ((answer == 3)) && grep -q '^missing  bpf-lsm' <<<"$output" && grep -q "L003: Add 'bpf'" <<<"$output"
}

prepare_tree
check 'load refuses' refused L003 3 sbomlock load "$manifest" --root /srv/tree --mode=enforce
check 'nothing is loaded' nothing_loaded
check 'doctor tells the remedy' doctor_tells
