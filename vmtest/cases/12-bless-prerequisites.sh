#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Privileges and file systems without which bless ends with exit status 3, and that it leaves
# everything as it was.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/bless.sh
source /node/lib/bless.sh

as_nobody() {
  setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all \
    sbomlock bless "$manifest" --root "$tree" "$@"
}

in_user_namespace() {
  unshare --user --map-root-user sbomlock bless "$manifest" --root "$tree" "$@"
}

read_only() {
  local status=0
  mount -o remount,ro "$tree"
  (refused 3 B013 bless --method=fsverity) || status=$?
  mount -o remount,rw "$tree"
  return "$status"
}

on_overlay() {
  local status=0
  modprobe overlay
  mkdir -p /srv/upper /srv/work
  mount -t overlay -o "lowerdir=$tree,upperdir=/srv/upper,workdir=/srv/work" none "$tree"
  (refused 3 B010 bless --method=fsverity && grep -q '(overlay)' /srv/err) || status=$?
  umount "$tree"
  return "$status"
}

without_the_feature() {
  fresh -b 4096 -O ^verity
  refused 3 B010 bless --method=fsverity --method=ima
}

small_blocks() {
  fresh -b 1024 -O verity
  refused 3 B011 bless --method=fsverity
}

check 'a tree and its manifest' compiled
check 'no privilege: fs-verity' refused 3 B012 as_nobody --method=fsverity
check 'no privilege: security.ima' refused 3 B012 as_nobody --method=ima
check 'root of a user namespace: security.ima' refused 3 B012 in_user_namespace --method=ima
check 'a read-only file system' read_only
check 'overlayfs' on_overlay
check 'nothing of this was left behind: it can be blessed' bless --method=fsverity --method=ima
check 'ext4 without the verity feature, also when one method could' without_the_feature
check 'blocks smaller than those of the digests' small_blocks
