#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Files blessed by signatures, and IMA and EVM as the judges: what bless signed runs and can be read, as what
# evmctl signed; another byte, another key, another type of signature, other metadata or none is EACCES.
#
# boot: add testdata/vectors/ima:/root/keys

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# One file system under the rule for signatures over content, one under that for fs-verity digests.
content=/srv/content
verity=/srv/verity
keys=/root/keys

# Every directory holds the same files, so that one manifest fits all.
fill() {
  mkdir -p "$1"
  cp /bin/true "$1/program"
  cp /bin/true "$1/changed"
  cp /bin/true "$1/moded"
  echo 'to be read' >"$1/text"
}

prepared() {
  local directory
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdd 64M
  mount --mkdir /dev/vdc "$content"
  mount --mkdir /dev/vdd "$verity"
  for directory in "$content"/{rsa2048,made,evmctl,stranger,digest,none,version3,evm,evm-of-evmctl} \
    "$verity"/{version3,version2,altered,none}; do
    fill "$directory"
  done
  manifest=$(measure "$content/none" program changed moded text)
}

key_made() {
  sbomlock keygen --type=p256 --key "$keys/made.key" --certificate "$keys/made.cer.pem" >/root/commands
  [[ $(stat -c %a "$keys/made.key") == 600 ]]
}

# signed DIRECTORY KEY METHOD…
signed() {
  local directory=$1 key=$2 method
  local -a methods=()
  shift 2
  for method in "$@"; do
    methods+=("--method=$method")
  done
  [[ $(sbomlock bless "$manifest" --root "$directory" "${methods[@]}" \
    --key "$keys/$key.key" --certificate "$keys/$key.cer.pem") == 'blessed 4, already 0, refused 0' ]]
}

all_signed() {
  signed "$content/rsa2048" rsa2048 ima-sig
  signed "$content/made" made ima-sig
  signed "$content/version3" rsa2048 ima-sigv3
  signed "$content/evm" p256 ima-sig evm-portable
  signed "$verity/version3" rsa2048 fsverity ima-sigv3-verity
}

evmctl_signs() {
  local file
  for file in program changed moded text; do
    evmctl ima_sign -a sha256 --key "$keys/rsa2048.key" "$content/evmctl/$file"
    evmctl ima_sign -a sha256 --key "$keys/rsa4096.key" "$content/stranger/$file"
    evmctl ima_hash -a sha256 "$content/digest/$file"
    evmctl sign -a sha256 --portable --imasig --key "$keys/p256.key" "$content/evm-of-evmctl/$file"
  done
}

# Other signatures over the same content, with fs-verity as it should be.
verity_has_others() {
  local signature
  fsverity enable "$verity/version2/program"
  setfattr -n security.ima -v "0x$(attribute security.ima "$content/rsa2048/program")" "$verity/version2/program"
  fsverity enable "$verity/altered/program"
  signature=$(attribute security.ima "$verity/version3/program")
  setfattr -n security.ima -v "0x${signature%??}$(printf %02x $((0x${signature: -2} ^ 1)))" "$verity/altered/program"
}

attribute() {
  getfattr -n "$1" -e hex --only-values --absolute-names "$2" | od -An -v -tx1 | tr -d ' \n'
}

# RSA knows one signature for one content.
same_bytes() {
  local file
  for file in program changed moded text; do
    [[ $(attribute security.ima "$content/rsa2048/$file") == "$(attribute security.ima "$content/evmctl/$file")" ]]
  done
}

evmctl_accepts() {
  local key
  for key in rsa2048 p256 made; do
    openssl x509 -in "$keys/$key.cer.pem" -outform der -out "/root/$key.der"
  done
  for key in rsa2048 made; do
    evmctl ima_verify --key "/root/$key.der" "$content/$key/program"
    if evmctl ima_verify --key "/root/$key.der" "$content/stranger/program"; then
      return 1
    fi
  done
  evmctl verify --key /root/p256.der "$content/evm/program"
  if evmctl verify --key /root/p256.der "$content/made/program"; then
    return 1
  fi
}

# The last byte belongs to no part of the program that is run. Nothing keeps root from this.
change() {
  printf '\377' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 1)) conv=notrunc status=none
}

spoil() {
  local directory
  for directory in rsa2048 made evmctl version3; do
    change "$content/$directory/changed"
  done
  chmod 0700 "$content"/{evm,evm-of-evmctl}/moded
}

# The guard keeps signed files as they are: it measures what they are, and asks IMA nothing.
guard_keeps() {
  local answer=0
  sbomlock load "$manifest" --root "$content/rsa2048" --mode=enforce
  denied_with EPERM open-write "$content/rsa2048/program"
  denied_with EPERM run setfattr -x security.ima "$content/rsa2048/program"
  /node/probe - exec "$content/rsa2048/program"
  sbomlock unload
  change "$content/evmctl/text"
  sbomlock load "$manifest" --root "$content/evmctl" --mode=enforce 2>/root/said || answer=$?
  ((answer == 1)) && grep -q '^L014 ' /root/said
}

denied_with() {
  local answer=0
  /node/probe "$@" || answer=$?
  ((answer == 1))
}

allowed() {
  /node/probe - "$@"
}

denied() {
  denied_with EACCES "$@"
}

# Without a policy the kernel does not look at what files hold: what is denied later is for that alone.
everything_works() {
  local file
  for file in "$content"/*/{program,changed,moded} "$verity"/*/{program,changed,moded}; do
    allowed exec "$file"
  done
  for file in "$content"/*/text "$verity"/*/text; do
    allowed read "$file"
  done
}

# Debian's kernels look for the key where whoever asks first finds a keyring of this name.
keys_loaded() {
  local ring key
  for ring in _ima _evm; do
    ring=$(keyctl newring "$ring" @u)
    for key in rsa2048 p256; do
      keyctl padd asymmetric '' "$ring" <"/root/$key.der"
    done
  done
  # As keygen says: here it finds the keyring.
  grep -F ' _ima ' /root/commands | bash -e
}

# The kernel takes one policy a boot. What was opened before is forgotten with its file system.
policy_loaded() {
  local on_content on_verity
  on_content=fsuuid=$(blkid -s UUID -o value /dev/vdc)
  on_verity=fsuuid=$(blkid -s UUID -o value /dev/vdd)
  {
    echo "appraise func=BPRM_CHECK $on_content appraise_type=imasig"
    echo "appraise func=FILE_CHECK mask=MAY_READ $on_content appraise_type=imasig"
    echo "appraise func=BPRM_CHECK $on_verity digest_type=verity appraise_type=sigv3"
    echo "appraise func=FILE_CHECK mask=MAY_READ $on_verity digest_type=verity appraise_type=sigv3"
  } >/root/policy
  cat /root/policy >/sys/kernel/security/ima/policy
  umount "$content" "$verity"
  mount /dev/vdc "$content"
  mount /dev/vdd "$verity"
}

# From here on signatures over metadata are wanted, too.
evm_enabled() {
  echo 2 >/sys/kernel/security/evm
  umount "$content"
  mount /dev/vdc "$content"
}

check 'file systems and a manifest' prepared
manifest=$GUARD_DIRECTORY/files.manifest.json
check 'keygen makes a key' key_made
check 'bless signs by every method' all_signed
check 'evmctl signs' evmctl_signs
check 'other signatures over the content of files with fs-verity' verity_has_others
check 'RSA signatures are those of evmctl' same_bytes
check 'evmctl accepts what bless signed, and nothing of a stranger' evmctl_accepts
check 'the guard keeps signed files as they are, and takes none that changed' guard_keeps
spoil
check 'without a policy everything runs and can be read' everything_works
check 'the keys are in the keyring' keys_loaded
check 'the kernel takes the policy' policy_loaded

for signer in rsa2048 made evmctl; do
  check "version 2, $signer: runs" allowed exec "$content/$signer/program"
  check "version 2, $signer: can be read" allowed read "$content/$signer/program"
done
for signer in rsa2048 made evmctl; do
  check "version 2, $signer: with another byte does not run" denied exec "$content/$signer/changed"
  check "version 2, $signer: with another byte cannot be read" denied read "$content/$signer/changed"
done
check 'signed by a key that nobody loaded: does not run' denied exec "$content/stranger/program"
check 'signed by a key that nobody loaded: cannot be read' denied read "$content/stranger/text"
check 'a digest where a signature is wanted: does not run' denied exec "$content/digest/program"
check 'no attribute: does not run' denied exec "$content/none/program"
check 'no attribute: cannot be read' denied read "$content/none/text"
if kernel_is 6.12; then
  check 'version 3 over content: this kernel does not know it' denied exec "$content/version3/program"
else
  check 'version 3 over content: runs' allowed exec "$content/version3/program"
  check 'version 3 over content: can be read' allowed read "$content/version3/text"
  check 'version 3 over content: with another byte does not run' denied exec "$content/version3/changed"
fi

check 'version 3 over fs-verity: runs' allowed exec "$verity/version3/program"
check 'version 3 over fs-verity: can be read' allowed read "$verity/version3/text"
check 'version 2 where one over fs-verity is wanted: does not run' denied exec "$verity/version2/program"
check 'over fs-verity, with another byte in the signature: does not run' denied exec "$verity/altered/program"
check 'neither fs-verity nor a signature: does not run' denied exec "$verity/none/program"

# What version 2 shows above has no signature over metadata.
check 'without EVM another mode does not matter' allowed exec "$content/evm/moded"
check 'EVM is switched on' evm_enabled
for signer in evm evm-of-evmctl; do
  check "$signer: runs" allowed exec "$content/$signer/program"
  check "$signer: can be read" allowed read "$content/$signer/text"
  check "$signer: with another mode does not run" denied exec "$content/$signer/moded"
done
check 'no signature over metadata: does not run' denied exec "$content/made/program"
