#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Files blessed by security.ima alone: the guard is all that stands between root and their bytes.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/protection.sh
source /node/lib/protection.sh

attach() {
  guard "$1" ima opt/app/bin/program -- --gate="$1"
}

p=@/opt/app/bin/program
attack 'B: run what is not blessed' EACCES exec @/tmp/evil
attack 'B: map what is not blessed' EACCES map-exec @/tmp/evil

control 'map it' map-exec $p
control 'map it, then make it executable' map-then-exec $p

# A writer from before loading: its descriptor would outlive every check at open.
with_writer() {
  local opened=$1 answer=0
  exec 9>>"$opened"
  refused L015 1 sbomlock load "$manifest" --root /srv/guarded --mode=enforce || answer=$?
  exec 9>&-
  return "$answer"
}
# A shared mapping whose descriptor is closed is a writer too. Its output goes elsewhere: whoever reads
# ours would wait for it.
with_mapping() {
  local holder answer=0
  /node/probe - held-map-write "$1" /root/ready /root/go >/root/held 2>&1 &
  holder=$!
  until [[ -e /root/ready ]]; do
    kill -0 "$holder" || return
    sleep 0.1
  done
  refused L015 1 sbomlock load "$manifest" --root /srv/guarded --mode=enforce || answer=$?
  touch /root/go
  wait "$holder" || answer=$?
  return "$answer"
}

# The attribute says one thing and the content another.
with_changed_content() {
  cp /srv/guarded/opt/app/bin/program /root/program
  # A refused load denies nothing any more, although the kernel frees its programs later.
  printf X | dd of=/srv/guarded/opt/app/bin/program bs=1 seek=99 conv=notrunc status=none
  refused L014 1 sbomlock load "$manifest" --root /srv/guarded --mode=enforce
}

run_attacks

manifest=$GUARD_DIRECTORY/files.manifest.json
sbomlock unload
check 'a file that is open for writing is not guarded but refused' with_writer /srv/guarded/opt/app/bin/program
check 'a file that is mapped for writing is refused too' with_mapping /srv/guarded/opt/app/bin/program
check 'nothing is left then' nothing_loaded
check 'a file whose content is not what its attribute says is refused' with_changed_content
check 'nothing is left then either' nothing_loaded
