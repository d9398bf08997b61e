#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The kernel's memory is kept from root by the kernel's own lockdown; the guard works under it, and asks for it.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

level=/sys/kernel/security/lockdown

prepare() {
  cp /bin/true "$1/program"
}

# 33 shows that it warns without lockdown.
loads_without_warning() {
  local output
  output=$(sbomlock load "$GUARD_DIRECTORY/files.manifest.json" --root /srv/guarded --mode=enforce \
    --gate=/srv/guarded --seal 2>&1)
  echo "$output"
  ! grep '^L' <<<"$output"
}

# doctor_finds true|false
doctor_finds() {
  sbomlock doctor --format=json | jq -se --argjson ok "$1" 'any(.name == "lockdown" and .ok == $ok)'
}

attach() {
  local manifest
  manifest=$(measure "$1" program)
  echo '# blessed by fsverity'
  cp /bin/false "$1/stranger"
  sbomlock bless "$manifest" --root "$1" --method=fsverity
  check 'doctor tells that the kernel is not locked down' doctor_finds false
  echo integrity >"$level"
  check 'doctor tells that it is' doctor_finds true
  check 'the guard loads under lockdown, and warns of nothing' loads_without_warning
}

stranger_runs() {
  [[ -e $2/stranger ]] || cp /bin/false "$2/stranger"
  /node/probe "$1" exec "$2/stranger"
}

attack "G: the kernel's memory" EPERM open-write /dev/mem
attack 'G: an image to resume from' EPERM open-write /dev/snapshot
attack 'G: ports' EPERM use-ports
attack "G: a PCI device's registers" EPERM write /sys/bus/pci/devices/0000:00:00.0/config x
attack 'A: open for writing' EPERM open-write @/program
attack 'B: run what is not blessed' EACCES stranger_runs @

control 'the blessed program runs' exec @/program
control 'the status of the guard' run sbomlock status

run_attacks
