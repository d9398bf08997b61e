#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Files and manifests that bless refuses with exit status 1, and that it leaves everything as it was.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/bless.sh
source /node/lib/bless.sh

mismatch() {
  printf 'evil' >"$tree/beta"
  refused 1 B004 bless --method=fsverity --method=ima
  grep -q '^blessed 0, already 0, refused 1$' /srv/out
  printf 'beta' >"$tree/beta"
}

open_for_writing() {
  local status=0
  exec 9>>"$tree/beta"
  (refused 1 B008 bless --method=fsverity --method=ima) || status=$?
  exec 9>&-
  return "$status"
}

# The mapping stays writable after its descriptor is closed.
mapped_writable() {
  local status=0
  python3 -c '
import mmap, os, sys, time
fd = os.open(sys.argv[1], os.O_RDWR)
mapping = mmap.mmap(fd, 4)
os.close(fd)
open("/srv/mapped", "w").close()
time.sleep(600)' "$tree/beta" >/dev/null 2>&1 &
  until [[ -e /srv/mapped ]]; do
    sleep 0.1
  done
  (refused 1 B008 bless --method=fsverity) || status=$?
  kill "$!"
  wait "$!" || true
  return "$status"
}

immutable() {
  local status=0
  chattr +i "$tree/beta"
  (refused 1 B009 bless --method=fsverity) || status=$?
  chattr -i "$tree/beta"
  return "$status"
}

altered() {
  sed 's/"size":5/"size":6/' "$manifest" >/srv/altered.json
  refused 1 M003 sbomlock bless /srv/altered.json --root "$tree" --method=fsverity
}

# fs-verity of another shape than the manifest's digests have.
other_shape() {
  fresh -b 4096 -O verity
  fsverity enable --hash-alg=sha512 "$tree/beta"
  refused 1 B016 bless --method=fsverity
}

# Half of the work is done, as after an interruption.
completed() {
  fresh -b 4096 -O verity
  fsverity enable "$tree/alpha"
  [[ $(bless --method=fsverity) == 'blessed 1, already 1, refused 0' ]]
  fsverity measure "$tree/beta"
}

check 'a tree and its manifest' compiled
check 'a mismatch anywhere: nothing is blessed' mismatch
check 'a file open for writing' open_for_writing
check 'a writable mapping without a descriptor' mapped_writable
check 'an immutable file' immutable
check 'a manifest altered by one byte' altered
check 'a file with another fs-verity digest' other_shape
check 'an interrupted run is completed by the next' completed
