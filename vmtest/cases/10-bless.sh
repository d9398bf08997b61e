#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# bless by fs-verity and by security.ima, on a file system that can: what the kernel and the tools of
# fs-verity and IMA say afterwards is what the manifest said before.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/compile.sh
source /node/lib/compile.sh

tree=/srv/tree
manifest=/srv/manifest.json

# The sizes around the boundaries of blocks and of the levels of the Merkle tree.
readonly SIZES=(0 1 4095 4096 4097 524288 524289)

make_tree() {
  local size
  mkdir -p "$tree"
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount /dev/vdc "$tree"
  mkdir -p "$tree/usr/bin" "$tree/usr/lib"
  cp /bin/true "$tree/usr/bin/true"
  cp /bin/cat "$tree/usr/bin/setuid"
  chmod 4755 "$tree/usr/bin/setuid"
  ln "$tree/usr/bin/true" "$tree/usr/bin/second-name"
  for size in "${SIZES[@]}"; do
    head -c "$size" /dev/urandom >"$tree/usr/lib/$size"
  done
}

# An SBOM that states the SHA-256 of every file but 'nobodys'.
make_manifest() {
  local file
  find "$tree" -type f -printf '%P\n' | while read -r file; do
    jq -n --arg name "/$file" --arg digest "$(sha256sum "$tree/$file" | cut -c 1-64)" \
      '{type: "file", name: $name, hashes: [{alg: "SHA-256", content: $digest}]}'
  done | jq -n '{bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: [inputs]}' >/srv/sbom.json
  cp /bin/true "$tree/usr/bin/nobodys"
  sbomlock compile /srv/sbom.json --rootfs "$tree" -o "$manifest"
}

# All other cases take the host's word for it.
host_compiles_the_same() {
  compile_on_host /srv/of-host.json /srv/sbom.json "$tree"
  cmp "$manifest" /srv/of-host.json
}

accounted() {
  jq -r '.predicate.files[] | select(.status == "accounted") | .path' "$manifest"
}

# digest_of FILE ALGORITHM
digest_of() {
  jq -r --arg path "$1" --arg algorithm "$2" \
    '.predicate.files[] | select(.path == $path) | .digest[$algorithm]' "$manifest"
}

same() {
  [[ $1 == "$2" ]] || { echo "'$1' is not '$2'"; return 1; }
}

bless() {
  sbomlock bless "$manifest" --root "$tree" "$@"
}

blesses_each() {
  same "$(bless "$@")" "blessed $count, already 0, refused 0"
}

kernel_measures_the_manifest() {
  local file
  for file in $(accounted); do
    same "$(fsverity measure "$tree/$file")" "sha256:$(digest_of "$file" fsverity-sha256) $tree/$file"
  done
}

nobodys_is_left_alone() {
  same "$(getfattr -d -m security "$tree/usr/bin/nobodys")" ''
  if fsverity measure "$tree/usr/bin/nobodys" 2>/dev/null; then
    return 1
  fi
}

refuses_to_write() {
  if printf x >>"$tree/usr/bin/true"; then
    return 1
  fi
} 2>/dev/null

ima() {
  getfattr -n security.ima -e hex --absolute-names "$1" | sed -n 's/^security.ima=0x//p'
}

# evmctl blesses a copy of each file: the copy must end up with the very bytes that ours has.
evmctl_agrees() {
  local file
  for file in $(accounted); do
    cp "$tree/$file" /srv/copy
    evmctl ima_hash -a sha256 /srv/copy
    same "$(ima "$tree/$file")" "$(ima /srv/copy)"
    same "$(ima "$tree/$file")" "0404$(digest_of "$file" sha256)"
  done
}

# IMA itself is asked, by a policy for this file system alone; the kernel takes one policy a boot.
ima_decides_by_it() {
  "$tree/usr/bin/nobodys"
  echo "appraise func=BPRM_CHECK fsuuid=$(blkid -s UUID -o value /dev/vdc)" >/sys/kernel/security/ima/policy
  "$tree/usr/bin/true"
  if "$tree/usr/bin/nobodys"; then
    return 1
  fi
}

change_times() {
  find "$tree" -printf '%p %C@\n' | sort
}

changes_nothing() {
  local before
  before=$(change_times)
  same "$(bless "$@")" "blessed 0, already $count, refused 0"
  same "$(change_times)" "$before"
}

# One file lost its setuid bit: it fails, and the others pass, blessed by both methods.
appraisal_tells() {
  local status=0
  chmod 0755 "$tree/usr/bin/setuid"
  sbomlock appraise "$manifest" --root "$tree" --format=json >/srv/verdicts 2>/dev/null || status=$?
  same "$status" 1
  same "$(jq -r 'select(.verdict == "FAIL") | .path + " " + .code' /srv/verdicts)" 'usr/bin/setuid B005'
  same "$(jq -r 'select(.verdict == "PASS" and .fsverity == "blessed" and .ima == "blessed") | .path' \
    /srv/verdicts | wc -l)" "$((count - 1))"
}

check 'a tree' make_tree
check 'compile accounts for its files' make_manifest
check 'on the host it makes the same manifest' host_compiles_the_same
count=$(accounted | wc -l)

check 'bless enables fs-verity' blesses_each --method=fsverity
check 'the kernel measures what the manifest says' kernel_measures_the_manifest
check 'blessed content cannot be written' refuses_to_write
check 'bless writes security.ima' blesses_each --method=ima
check 'security.ima is what evmctl writes' evmctl_agrees
check 'what nobody accounts for is not blessed' nobodys_is_left_alone
check 'blessing again changes nothing' changes_nothing --method=ima --method=fsverity
check 'appraise tells a lost setuid bit, and what is blessed' appraisal_tells
check 'IMA runs what is blessed and nothing else' ima_decides_by_it
