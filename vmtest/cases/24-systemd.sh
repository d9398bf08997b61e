#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: systemd
# boot: add packaging/sbomlock.service:/etc/systemd/system/sbomlock.service
# boot: add vmtest/cases/24-systemd/system:/etc/systemd/system
# boot: add vmtest/cases/24-systemd/prepare:/node/fixture/prepare
#
# With systemd as pid 1 the unit loads the guard before anything else runs, and nothing stops it.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

program=/srv/guarded/program

denies() {
  local answer=0
  /node/probe "$@" || answer=$?
  ((answer == 1))
}

entered() {
  systemctl show --property=ActiveEnterTimestampMonotonic --value "$1"
}

before_sysinit() {
  (($(entered sbomlock.service) < $(entered sysinit.target)))
}

cannot_be_stopped() {
  if systemctl stop sbomlock.service; then
    return 1
  fi
  systemctl is-active sbomlock.service
  denies EPERM unlink "$program"
}

sandboxed_service() {
  systemd-run --quiet --wait --property=ProtectSystem=strict --property=ProtectHome=yes \
    --property=PrivateTmp=yes --property=InaccessiblePaths=/srv/guarded /bin/true
}

misspelt() {
  local answer=0 output
  sbomlock unload
  echo 'gates = /srv/guarded' >>/etc/sbomlock/load.conf
  output=$(sbomlock load --config-dir /etc/sbomlock 2>&1) || answer=$?
  ((answer == 1)) && grep -q '^L040 /etc/sbomlock/load.conf:4:' <<<"$output"
}

check 'the unit is active after boot' systemctl is-active sbomlock.service
check 'it was done before sysinit.target' before_sysinit
check 'the unit file has no mistakes' systemd-analyze verify --man=no /etc/systemd/system/sbomlock.service
check 'the guard denies' denies EPERM open-write "$program"
check 'the gate denies' denies EACCES map-exec /srv/guarded/evil
check 'what is blessed runs' "$program"
check 'stopping the unit is refused, and changes nothing' cannot_be_stopped
check 'a sandboxed service has mounts of its own, also over guarded names' sandboxed_service
check 'a misspelt setting is refused' misspelt
