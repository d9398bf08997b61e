#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Files blessed by fs-verity, and the names that lead to them: root changes neither.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/protection.sh
source /node/lib/protection.sh

attach() {
  guard "$1" fsverity opt/app/bin/program
}

control 'bless it again' run sbomlock bless "$GUARD_DIRECTORY/files.manifest.json" --root @ --method=fsverity

run_attacks

denial_is_told() {
  sbomlock events >/root/events
  jq -se 'map(select(.hook == "inode_unlink" and .verdict == "denied" and .file == "opt/app/bin/program"
    and .action == "change-name" and .path == "/opt/app/bin/program")) | length > 0' /root/events
}

status_counts() {
  sbomlock status --format=json | jq -e '.mode == "enforce" and .events_lost == 0
    and ([.programs[].denied] | add > 42) and ([.programs[].audited] | add == 0)'
}

gone() {
  sbomlock unload
  nothing_loaded
  /node/probe - unlink /srv/guarded/opt/app/bin/program
}

check 'events tell of the denials by file' denial_is_told
check 'status counts them' status_counts
check 'unload leaves nothing, and the file can be removed at once' gone
