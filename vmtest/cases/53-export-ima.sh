#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The policy that 'export --to=ima' makes, in the kernel: on one file system it takes SHA-256 as 'bless
# --method=ima' writes them, on another one signatures; every other file system is none of its business.
# A kernel takes one such policy a boot, so both exports are loaded at once.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

hashed=/srv/hashed
signed=/srv/signed
policy=/sys/kernel/security/ima/policy
blessed=(bin/{busybox,program,ld.so,script} lib/libc.so.6)

fill() {
  local tree=$1 name
  mkdir -p "$tree"/{bin,lib,evil}
  cp /bin/busybox "$tree/bin/busybox"
  cp /bin/true "$tree/bin/program"
  cp /lib64/ld-linux-x86-64.so.2 "$tree/bin/ld.so"
  cp /lib/x86_64-linux-gnu/libc.so.6 "$tree/lib/"
  printf '#!%s/bin/busybox sh\nexit 0\n' "$tree" >"$tree/bin/script"
  for name in stranger copied-label sha1 sha512 later; do
    cp /bin/busybox "$tree/evil/$name"
    echo "$name" >>"$tree/evil/$name"
  done
  cp "$tree/lib/libc.so.6" "$tree/evil/libc.so.6"
  echo x >>"$tree/evil/libc.so.6"
  printf '#!%s/bin/busybox sh\nexit 0 # nobody accounts for this\n' "$tree" >"$tree/evil/script"
  printf '#!%s/evil/stranger sh\nexit 0\n' "$tree" >"$tree/evil/script-of-stranger"
  cp "$tree/bin/busybox" "$tree/bin/changed"
  chmod 755 "$tree"/*/*
}

# label FILE OF   gives a file the attribute of another
label() {
  setfattr -n security.ima -v "$(getfattr --absolute-names -n security.ima -e hex "$2" | sed -n 's/^security.ima=//p')" "$1"
}

make_key() {
  local ring
  openssl req -new -x509 -newkey rsa:2048 -nodes -sha256 -days 365 -subj /CN=case \
    -keyout /root/key.pem -outform DER -out /root/key.der 2>/dev/null
  ring=$(keyctl newring _ima @u)
  evmctl import /root/key.der "$ring"
}

mount_both() {
  mkfs.ext4 -q -F -b 4096 /dev/vdc 64M
  mkfs.ext4 -q -F -b 4096 /dev/vdd 64M
  mount --mkdir /dev/vdc "$hashed"
  mount --mkdir /dev/vdd "$signed"
}

bless_both() {
  local file
  manifest=$(measure "$hashed" "${blessed[@]}" bin/changed)
  sbomlock bless "$manifest" --root "$hashed" --method=ima
  label "$hashed/evil/copied-label" "$hashed/bin/busybox"
  evmctl ima_hash -a sha1 "$hashed/evil/sha1"
  evmctl ima_hash -a sha512 "$hashed/evil/sha512"
  for file in "${blessed[@]}"; do
    evmctl ima_sign --key /root/key.pem -a sha256 "$signed/$file"
  done
  evmctl ima_hash -a sha256 "$signed/evil/later"
  evmctl ima_sign --key /root/key.pem -a sha1 "$signed/evil/sha1"
  label "$signed/evil/copied-label" "$signed/bin/busybox"
}

export_both() {
  sbomlock export --to=ima "$manifest" --fsuuid="$(findmnt -no UUID "$hashed")" -o /root/hashed.policy
  sbomlock export --to=ima "$manifest" --fsuuid="$(findmnt -no UUID "$signed")" --appraise=imasig -o /root/signed.policy
}

load_both() {
  cat /root/hashed.policy /root/signed.policy >"$policy"
}

# exec and map are the probe's; a refusal of IMA's is EACCES.
allowed() {
  /node/probe - "$@"
}

denied() {
  local answer=0
  /node/probe EACCES "$@" || answer=$?
  ((answer == 1))
}

# dlopen(3) and the loader map alike. ld.so says that it could not, not why.
loads() {
  "$1/bin/ld.so" --library-path "$1/$2" "$1/bin/program"
}

loads_not() {
  local words
  ! words=$(loads "$@" 2>&1) || return 1
  echo "$words"
  [[ $words == *'failed to map segment from shared object'* ]]
}

# What each tree must answer under the policy, and what all of it must answer before.
verdicts() {
  local tree=$1 name
  for name in busybox script; do
    check "$tree: a blessed $name runs" allowed exec "$tree/bin/$name" true
    check "$tree: a blessed $name is mapped" allowed map-exec "$tree/bin/$name"
  done
  check "$tree: a blessed library is loaded" loads "$tree" lib
  for name in "${@:2}"; do
    check "$tree: $name does not run" denied exec "$tree/evil/$name" true
    check "$tree: $name is not mapped" denied map-exec "$tree/evil/$name"
  done
  check "$tree: a script of an interpreter that nobody blessed does not run" denied exec "$tree/evil/script-of-stranger" true
  check "$tree: a changed library is not loaded" loads_not "$tree" evil
}

baseline() {
  local tree name
  for tree in "$hashed" "$signed"; do
    for name in stranger copied-label sha1 sha512 later script script-of-stranger; do
      allowed exec "$tree/evil/$name" true && allowed map-exec "$tree/evil/$name" || return
    done
    loads "$tree" evil || return
  done
}

change() {
  allowed exec "$hashed/bin/changed" true || return
  echo x >>"$hashed/bin/changed"
  denied exec "$hashed/bin/changed" true
}

relabel() {
  denied exec "$hashed/evil/later" true || return
  evmctl ima_hash -a sha256 "$hashed/evil/later"
  allowed exec "$hashed/evil/later" true
}

mount_both
fill "$hashed"
fill "$signed"
make_key
bless_both
check 'both policies are exported' export_both
check 'without the policy everything runs and is mapped' baseline
check 'the kernel takes both policies' load_both

verdicts "$hashed" stranger copied-label sha1 sha512 script
verdicts "$signed" stranger copied-label sha1 sha512 later script
check 'what is changed after blessing runs no more' change
check 'as export says (C273): where nothing is signed, whoever writes the attribute decides' relabel
cp "$hashed/evil/stranger" /root/stranger
check 'other file systems are none of its business' allowed exec /root/stranger true
