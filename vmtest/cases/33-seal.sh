#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A sealed guard stays: neither root nor sbomlock itself changes or removes it.

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

# Before the guard is there, the same is done to maps of another owner.
arrange() {
  mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
  mkdir -p "$pins"/{links,maps}
  rm -f "$pins"/{maps,links}/*
  bpftool map create "$pins/maps/control" type array key 4 value 8 entries 1 name control
  bpftool map create "$pins/maps/revoked" type hash key 4 value 4 entries 1 name revoked
  bpftool map create "$pins/links/file_open" type hash key 4 value 4 entries 1 name other
}

attach() {
  rm -rf "${pins:?}"
  guard "$1" fsverity program -- --seal 2>&1 | tee /root/loaded
}

attack 'G: open the control map by its name' EPERM open-pin $pins/maps/control
attack 'G: open the control map for reading, to hand it to a program' EPERM open-pin-to-read $pins/maps/control
attack 'G: get hold of the list of what is revoked' EPERM open-pin $pins/maps/revoked
attack 'G: get hold of both, and of what is known of tasks and inodes, by id' EPERM maps_by_id 6
attack 'G: remove the pin of a link' EPERM unlink $pins/links/file_open
attack 'G: unmount bpffs lazily' EPERM umount-lazily /sys/fs/bpf

control 'the status of the guard' run sbomlock status
control 'its events' run sbomlock events
control 'pin and unpin something else' run sh -c \
  'bpftool map create /sys/fs/bpf/mine type hash key 4 value 4 entries 1 name mine && rm /sys/fs/bpf/mine'

run_attacks

still_denies() {
  /node/probe EPERM unlink /srv/guarded/program && return 1
  (($? == 1))
}

stays() {
  refused L037 1 "$@" && still_denies
}

is_sealed() {
  sbomlock status --format=json | jq -e .sealed
}

check 'load warns that the kernel is not locked down' grep '^L045 ' /root/loaded
check 'status says that it is sealed' is_sealed
check 'unload is refused, and changes nothing' stays sbomlock unload
check 'revoke is refused' stays sbomlock revoke /program
check 'a second guard is refused' refused L030 1 sbomlock load "$GUARD_DIRECTORY/files.manifest.json" \
  --root /srv/guarded --mode=enforce
check 'the guard denies as before' still_denies
