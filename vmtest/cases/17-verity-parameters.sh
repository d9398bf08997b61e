#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# fs-verity with another hash, block size and salt, as the manifest records them: bless enables those, fsverity
# measures the same, IMA takes the signature over it, and a gate lets that content run and no other.
#
# boot: add testdata/vectors/ima:/root/keys

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/tree
keys=/root/keys
compile_options=(--fsverity-hash-alg=sha512 --fsverity-block-size=1024 --fsverity-salt=00ff5bad)
fsverity_options=(--hash-alg=sha512 --block-size=1024 --salt=00ff5bad)

fill() {
  mkdir -p "$1"
  cp /node/probe "$1/probe"
  cp /bin/busybox "$1/busybox"
  : >"$1/empty"
  cp /bin/true "$1/usual"
}

prepared() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mkfs.ext4 -q -F -b 1024 -O verity /dev/vdd 64M
  mount --mkdir /dev/vdc "$tree"
  mount --mkdir /dev/vdd /srv/small
  fill "$tree"
  fill /srv/small
  manifest=$(measure "$tree" probe busybox empty)
}

recorded() {
  jq -e '.predicate.fsverity == {blockSize: 1024, hash: "sha512", salt: "00ff5bad"}
    and all(.predicate.files[].digest; has("fsverity-sha512") and (has("fsverity-sha256") | not))' "$manifest"
}

# digest FILE   what the kernel measures
digest() {
  local measured
  measured=$(fsverity measure "$1") || return
  echo "${measured%% *}"
}

expected() {
  jq -r --arg path "$1" '.predicate.files[] | select(.path == $path) | .digest["fsverity-sha512"]' "$manifest"
}

blessed() {
  local directory=$1 file
  [[ $(sbomlock bless "$manifest" --root "$directory" --method=fsverity --method=ima-sigv3-verity \
    --key "$keys/rsa2048.key" --certificate "$keys/rsa2048.cer.pem") == 'blessed 3, already 0, refused 0' ]]
  for file in probe busybox empty; do
    [[ $(digest "$directory/$file") == "sha512:$(expected "$file")" ]]
    [[ $(fsverity digest --compact "${fsverity_options[@]}" "$directory/$file") == "$(expected "$file")" ]]
  done
  sbomlock appraise "$manifest" --root "$directory" --certificate "$keys/rsa2048.cer.pem"
}

# 4096-byte blocks do not fit into this file system's.
too_large() {
  local usual
  usual=$(compile_options=() && measure /srv/small usual)
  refused B011 3 sbomlock bless "$usual" --root /srv/small --method=fsverity
  manifest=$(measure "$tree" probe busybox empty)
}

# The same content, the hash, block size or salt another: its digest is another.
others_enabled() {
  fsverity enable "$tree/usual"
  cp "$tree/busybox" "$tree/unsalted"
  fsverity enable --hash-alg=sha512 --block-size=1024 "$tree/unsalted"
  cp "$tree/busybox" "$tree/larger"
  fsverity enable --hash-alg=sha512 --salt=00ff5bad "$tree/larger"
  cp "$tree/busybox" "$tree/shorter"
  fsverity enable --block-size=1024 --salt=00ff5bad "$tree/shorter"
  cp "$tree/busybox" "$tree/twin"
  fsverity enable "${fsverity_options[@]}" "$tree/twin"
}

gated() {
  sbomlock load "$manifest" --root "$tree" --mode=enforce --gate="$tree"
}

denied() {
  local answer=0
  /node/probe EACCES "$@" || answer=$?
  ((answer == 1))
}

allowed() {
  /node/probe EACCES "$@"
}

told() {
  sbomlock events | jq -se --arg digest "fsverity-$(digest "$tree/unsalted")" \
    'any(.verdict == "denied" and .action == "execute" and .digest == $digest)'
}

revoked() {
  sbomlock revoke "fsverity-sha512:$(expected busybox)"
  denied exec "$tree/twin" true
  sbomlock restore "fsverity-sha512:$(expected busybox)"
  allowed exec "$tree/twin" true
}

unloaded() {
  sbomlock unload
  nothing_loaded
}

# Debian's kernels look for the key where whoever asks first finds a keyring of this name.
ima_judges() {
  openssl x509 -in "$keys/rsa2048.cer.pem" -outform der -out /root/key.der
  keyctl padd asymmetric '' "$(keyctl newring _ima @u)" </root/key.der
  echo "appraise func=BPRM_CHECK fsuuid=$(blkid -s UUID -o value /dev/vdc) digest_type=verity appraise_type=sigv3" \
    >/sys/kernel/security/ima/policy
  umount "$tree"
  mount /dev/vdc "$tree"
}

check 'files, and a manifest of other parameters' prepared
manifest=$GUARD_DIRECTORY/files.manifest.json
check 'the manifest records them' recorded
check 'bless enables them, the kernel and fsverity measure the same' blessed "$tree"
check 'on blocks of 1024 bytes, too' blessed /srv/small
check 'where the usual ones do not fit' too_large
check 'others of the same content' others_enabled
check 'a gate' gated
check 'blessed content runs' allowed exec "$tree/busybox" true
check 'under another name, too' allowed exec "$tree/twin" true
for other in usual unsalted larger shorter; do
  check "$other: other parameters are other content" denied exec "$tree/$other" true
done
check 'events tell the digest' told
check 'content is recalled and restored by it' revoked
check 'the guard goes' unloaded
check 'IMA has a policy' ima_judges
check 'IMA takes the signature' allowed exec "$tree/busybox" true
check 'and nothing without one' denied exec "$tree/twin" true
