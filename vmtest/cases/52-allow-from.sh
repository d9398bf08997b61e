#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A manifest of files that are not there: behind the gate runs what it accounts for, wherever it lies, as
# soon as the kernel can measure it, and nothing else. Nothing of it is guarded but what fs-verity itself does.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

elsewhere=/root/elsewhere
manifest=/root/elsewhere.json

prepare() {
  mkdir -p "$1"/{bin,image}
  cp /bin/true "$1/bin/program"
  cp /bin/cat "$1/image/tool"
  fsverity enable "$1/image/tool"
  cp /bin/cat "$1/image/unmeasured"
  cp /bin/cat "$1/image/changed"
  echo >>"$1/image/changed"
  fsverity enable "$1/image/changed"
  cp /bin/ls "$1/image/unaccounted"
  fsverity enable "$1/image/unaccounted"
}

# The image was compiled somewhere else, with a file that nobody accounts for.
attach() {
  local measured=
  mkdir -p "$elsewhere/opt"
  cp /bin/cat "$elsewhere/opt/tool"
  cp /bin/ls "$elsewhere/opt/unaccounted"
  mv "$(measure "$elsewhere" opt/tool)" "$manifest"
  rm -r "$elsewhere"
  guard "$1" fsverity bin/program -- --allow-from="$manifest" --gate="$1"
}

attack 'B: run the same bytes where the kernel does not measure them' EACCES exec @/image/unmeasured
attack 'B: run other bytes with fs-verity' EACCES exec @/image/changed
attack 'B: run what its manifest does not account for' EACCES exec @/image/unaccounted
attack 'B: map other bytes executable' EACCES map-exec @/image/changed
attack 'C: rename it over a guarded file' EPERM rename @/image/tool @/bin/program
control 'run what is guarded' exec @/bin/program
control 'run what is only allowed' exec @/image/tool
control 'map it executable' map-exec @/image/tool
control 'nobody guards its mode' chmod @/image/tool 0711
control 'nor its name' rename @/image/tool @/image/renamed

run_attacks

program=/srv/guarded/image/renamed

is_revoked() {
  sbomlock revoke /opt/tool
  if "$program" --version; then return 1; fi
  sbomlock restore /opt/tool
  "$program" --version
}

is_told() {
  sbomlock events >/root/events
  jq -se 'map(select(.action == "execute" and .path == "/image/renamed" and .file == "opt/tool" and
    (.digest // "" | startswith("fsverity-sha256:")))) | length > 0' /root/events
}

replaced_without() {
  sbomlock load "$GUARD_DIRECTORY/files.manifest.json" --root /srv/guarded --mode=enforce --gate=/srv/guarded \
    --replace
  if "$program" --version; then return 1; fi
}

check 'it is revoked and restored by the path in its own manifest' is_revoked
check 'events tell its digest, and what its manifest calls it' is_told
check 'it runs no more under a guard that was not told of it' replaced_without
