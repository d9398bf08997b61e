# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the cases about bless share: a file system with two accounted files, their manifest, and the
# proof that a refused run has changed nothing.

tree=/srv/tree
manifest=/srv/manifest.json

# fresh MKFS_OPTION…   an ext4 file system with the two files, which the one manifest fits always
fresh() {
  if mountpoint -q "$tree"; then
    umount "$tree"
  fi
  mkdir -p "$tree"
  mkfs.ext4 -q -F "$@" /dev/vdc 64M
  mount /dev/vdc "$tree"
  printf 'alpha' >"$tree/alpha"
  printf 'beta' >"$tree/beta"
}

compiled() {
  local file
  fresh -b 4096 -O verity
  for file in alpha beta; do
    jq -n --arg name "/$file" --arg digest "$(sha256sum "$tree/$file" | cut -c 1-64)" \
      '{type: "file", name: $name, hashes: [{alg: "SHA-256", content: $digest}]}'
  done | jq -n '{bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: [inputs]}' >/srv/sbom.json
  sbomlock compile /srv/sbom.json --rootfs "$tree" -o "$manifest"
}

bless() {
  sbomlock bless "$manifest" --root "$tree" "$@"
}

# All that blessing could change.
state() {
  find "$tree" -printf '%p %m %s %C@\n' | sort
  lsattr "$tree/alpha" "$tree/beta" 2>/dev/null || true
  getfattr -d -m - -e hex --absolute-names "$tree/alpha" "$tree/beta"
}

# refused STATUS CODE COMMAND…   the command ends so, says why, and has changed nothing
refused() {
  local expected=$1 code=$2 before after status=0
  shift 2
  before=$(state)
  "$@" >/srv/out 2>/srv/err || status=$?
  after=$(state)
  if [[ $status != "$expected" ]] || ! grep -q "^$code " /srv/err; then
    echo "ended with $status, not $expected and $code:"
    cat /srv/out /srv/err
    return 1
  fi
  if [[ $after != "$before" ]]; then
    echo "it changed something: $after"
    return 1
  fi
}
