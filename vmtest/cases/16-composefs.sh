#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A digest store and a composefs image that bless made of a directory, and the kernel as the judge: what is signed
# runs, what nobody accounts for does not, and behind a name that was given another object there is nothing to read.
#
# boot: add testdata/vectors/ima:/root/keys
# boot: made vmtest/lib/composefs-programs:/root/composefs.tar

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/tree
disk=/srv/disk
store=$disk/store
image=$store/image.cfs
lower=/srv/lower
shown=/srv/shown
accounted=(bin/program bin/busybox bin/ld.so lib/libc.so.6 etc/text bin/replaced bin/bare bin/swapped bin/linked)
signer=(--method=ima-sig --key /root/keys/rsa2048.key --certificate /root/keys/rsa2048.cer.pem)

prepared() {
  local name
  tar -C / -xf /root/composefs.tar
  modprobe -a overlay erofs loop
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 256M
  mount --mkdir /dev/vdc "$disk"
  mkdir -p "$tree"/{bin,lib,etc,private}
  cp /node/probe "$tree/bin/program"
  cp /bin/busybox "$tree/bin/busybox"
  cp /lib64/ld-linux-x86-64.so.2 "$tree/bin/ld.so"
  cp /lib/x86_64-linux-gnu/libc.so.6 "$tree/lib/"
  for name in replaced bare swapped unsigned; do
    cp /bin/busybox "$tree/bin/$name"
    echo "$name" >>"$tree/bin/$name"
  done
  cp /bin/true "$tree/bin/dynamic"
  echo 'to be read' | tee "$tree/etc/text" >"$tree/etc/unsigned"
  : >"$tree/etc/empty"
  ln "$tree/bin/program" "$tree/bin/linked"
  ln -s program "$tree/bin/alias"
  mkfifo "$tree/etc/fifo"
  chmod 4711 "$tree/bin/busybox"
  chown -R 1000:1001 "$tree/private"
  chmod 700 "$tree/private"
  setcap cap_net_raw+ep "$tree/bin/unsigned"
  manifest=$(measure "$tree" "${accounted[@]}")
}

# blessed COUNTS OPTION…
blessed() {
  local said
  said=$(sbomlock bless "$manifest" --root "$tree" --composefs "$store" "${@:2}")
  echo "$said"
  [[ $said == "$1"* ]]
}

made() {
  blessed $'blessed 9, already 0, refused 0\n'"$image: fsverity-sha256:" --method=fsverity "${signer[@]}"
  digest=$(fsverity measure "$image" | cut -d' ' -f1)
  echo "${digest#sha256:}" >/root/digest
  [[ $(ls -A "$store") == image.cfs$'\n'objects ]]
}

same_again() {
  cp "$image" /root/first.cfs
  blessed $'blessed 9, already 0, refused 0\n' "${signer[@]}" | grep -F '(0 new)'
  cmp "$image" /root/first.cfs
}

# The kernel's own digests are the objects' names.
objects_are_what_they_are_called() {
  local object count=0
  for object in "$store"/objects/*/*; do
    [[ $(fsverity measure "$object") == "sha256:$(basename "$(dirname "$object")")$(basename "$object") "* ]]
    ((++count))
  done
  [[ $count == $(composefs-info objects "$image" | sort -u | wc -l) ]]
}

object_of() {
  composefs-info dump "$image" | sed -n "s|^/$1 [^ ]* [^ ]* [^ ]* [^ ]* [^ ]* [^ ]* [^ ]* \([^ ]*\) .*|$store/objects/\1|p"
}

# shown_with OPTION   mounts the image by the kernel's own means
shown_with() {
  ! mountpoint -q "$shown" || umount "$shown"
  mountpoint -q "$lower" || mount --mkdir -t erofs -o ro,loop "$image" "$lower"
  mount --mkdir -t overlay -o "ro,metacopy=on,redirect_dir=on,$1,lowerdir=$lower::$store/objects" overlay "$shown"
}

listing() {
  (cd "$1" && find . -printf '%P %y %m %U %G %n %s %l\n' | sed -E 's/ d ([0-9 ]*) [0-9]+ $/ d \1/' | LC_ALL=C sort)
}

shows_the_tree() {
  local file
  diff <(listing "$tree") <(listing "$shown")
  for file in "${accounted[@]}" bin/unsigned etc/unsigned; do
    cmp "$tree/$file" "$shown/$file"
  done
  [[ $(getcap "$shown/bin/unsigned") == *cap_net_raw=ep ]]
}

attribute() {
  getfattr -n security.ima -e hex --only-values --absolute-names "$1" | od -An -v -tx1 | tr -d ' \n'
}

# RSA knows one signature for one content.
signed_as_evmctl_does() {
  local file
  for file in "${accounted[@]}"; do
    cp "$tree/$file" /root/copy
    evmctl ima_sign -a sha256 --key /root/keys/rsa2048.key /root/copy
    [[ $(attribute "$shown/$file") == "$(attribute /root/copy)" ]]
  done
  for file in bin/unsigned bin/dynamic etc/unsigned etc/empty; do
    if getfattr -n security.ima "$shown/$file"; then
      return 1
    fi
  done
}

# Whoever writes to the store. One is put under fs-verity again, one is not, and one is an object that is signed.
# fs-verity keeps the objects themselves from being written.
forge() {
  local object other
  object=$(object_of bin/replaced)
  rm "$object"
  cp "$tree/bin/unsigned" "$object"
  fsverity enable "$object"
  object=$(object_of bin/bare)
  cp "$object" /root/copy
  rm "$object"
  cp /root/copy "$object"
  object=$(object_of bin/swapped)
  other=$(object_of bin/busybox)
  rm "$object"
  ln "$other" "$object"
}

runs() {
  /node/probe - exec "$shown/bin/$1" "${@:2}"
}

denied_with() {
  local answer=0
  /node/probe "$@" || answer=$?
  ((answer == 1))
}

everything_runs() {
  local name
  for name in program busybox unsigned linked dynamic; do
    runs "$name" true
  done
  /node/probe - read "$shown/etc/unsigned"
}

# Baseline: where verity is not required, what replaced an object runs.
without_verity_all_objects_run() {
  local name
  shown_with verity=off
  for name in replaced bare swapped; do
    runs "$name" true
  done
}

keys_loaded() {
  openssl x509 -in /root/keys/rsa2048.cer.pem -outform der -out /root/rsa2048.der
  keyctl padd asymmetric '' "$(keyctl newring _ima @u)" </root/rsa2048.der
}

policy_loaded() {
  printf 'appraise func=%s fsname=overlay appraise_type=imasig\n' BPRM_CHECK MMAP_CHECK 'FILE_CHECK mask=MAY_READ' \
    >/root/policy
  cat /root/policy >/sys/kernel/security/ima/policy
}

write_to_object() {
  denied_with EPERM open-write "$(object_of bin/busybox)"
}

by_mount_composefs() {
  umount "$shown" "$lower"
  mount.composefs -o "basedir=$store/objects,digest=$(</root/digest),verity" "$image" "$shown"
  runs program true
  denied_with EACCES exec "$shown/bin/unsigned" true
  denied_with EIO exec "$shown/bin/replaced" true
  umount "$shown"
}

another_image_is_refused() {
  cp "$image" /root/forged.cfs
  printf '\001' | dd of=/root/forged.cfs bs=1 seek=40 conv=notrunc status=none
  fsverity enable /root/forged.cfs
  if mount.composefs -o "basedir=$store/objects,digest=$(</root/digest),verity" /root/forged.cfs "$shown" 2>/root/said; then
    return 1
  fi
  cat /root/said
  grep -q 'wrong fs-verity' /root/said
}

mended() {
  blessed $'blessed 9, already 0, refused 0\n' "${signer[@]}" | grep -F '(2 new)'
  cmp "$image" /root/first.cfs
  shown_with verity=require
  for name in replaced bare swapped; do
    runs "$name" true
  done
}

is_reading() {
  [[ -e $store/.sbomlock/object-3 ]]
}

is_storing() {
  compgen -G "$store/objects/*/*" >/dev/null
}

# From here on signatures over metadata are wanted, too.
evm_judges() {
  local ring
  ring=$(keyctl newring _evm @u)
  keyctl padd asymmetric '' "$ring" </root/rsa2048.der
  echo 2 >/sys/kernel/security/evm
  shown_with verity=require
  denied_with EACCES exec "$shown/bin/program" true
  umount "$shown" "$lower"
  rm -rf "$store"
  blessed $'blessed 9, already 0, refused 0\n' --method=evm-portable "${signer[@]}"
  shown_with verity=require
  runs program true
  runs busybox true
  denied_with EACCES exec "$shown/bin/unsigned" true
}

# killed WHEN   a run that dies once that is true, and the next one
killed() {
  local pid
  rm -rf "$store"
  sbomlock bless "$manifest" --root "$tree" --composefs "$store" "${signer[@]}" &
  pid=$!
  until "$@"; do
    [[ -e /proc/$pid/exe && ! -e $image ]]
  done
  kill -KILL "$pid"
  wait "$pid" || true
  [[ ! -e $image ]]
  blessed $'blessed 9, already 0, refused 0\n' "${signer[@]}"
  cmp "$image" /root/first.cfs
  [[ $(ls -A "$store") == image.cfs$'\n'objects ]]
  objects_are_what_they_are_called
}

on_small_blocks() {
  mkfs.ext4 -q -F -b 1024 -O verity /dev/vdd 64M
  mount --mkdir /dev/vdd /srv/small
  refused B055 0 sbomlock bless "$manifest" --root "$tree" --composefs /srv/small/store "${signer[@]}"
  refused B055 3 sbomlock bless "$manifest" --root "$tree" --composefs /srv/small/other --method=fsverity
  [[ ! -e /srv/small/other/image.cfs ]]
}

no_program() {
  refused B056 3 env PATH=/usr/bin:/bin sbomlock bless "$manifest" --root "$tree" --composefs /root/never "${signer[@]}"
  [[ ! -e /root/never/image.cfs ]]
}

check 'a tree, and a manifest of what is accounted for' prepared
manifest=$GUARD_DIRECTORY/files.manifest.json
check 'without mkcomposefs there is a diagnostic' no_program
check 'where blocks are too small for fs-verity, that is told, or refused if it is demanded' on_small_blocks
check 'bless makes a store and an image' made
check 'again, it makes the same' same_again
check 'a run that is killed while it reads is completed by the next' killed is_reading
check 'a run that is killed while it stores is completed by the next' killed is_storing
check 'objects are called by their fs-verity digests' objects_are_what_they_are_called
check 'the kernel mounts the image' shown_with verity=require
check 'it shows the tree as it is' shows_the_tree
check 'signatures are those of evmctl, on what is accounted for only' signed_as_evmctl_does
check 'without a policy everything runs' everything_runs
check 'objects cannot be written' write_to_object
forge
check 'where verity is not required, replaced objects run' without_verity_all_objects_run
check 'the key is in the keyring' keys_loaded
check 'the kernel takes the policy' policy_loaded
shown_with verity=require

check 'signed: runs' runs program true
check 'signed: runs by its other name' runs linked true
check 'signed: a library is loaded' "$shown/bin/ld.so" --library-path "$shown/lib" /bin/true
check 'signed: can be read' /node/probe - read "$shown/etc/text"
check 'nobody accounts for it: does not run' denied_with EACCES exec "$shown/bin/unsigned" true
check 'nobody accounts for it: is not mapped' denied_with EACCES map-exec "$shown/bin/unsigned"
check 'nobody accounts for it: cannot be read' denied_with EACCES read "$shown/etc/unsigned"
check 'a replaced object under fs-verity: cannot be read' denied_with EIO exec "$shown/bin/replaced" true
check 'the same bytes without fs-verity: cannot be read' denied_with EIO exec "$shown/bin/bare" true
check 'the object of another signed file: cannot be read' denied_with EIO exec "$shown/bin/swapped" true
check 'by mount.composefs, with the digest that bless told: the same' by_mount_composefs
check 'an image with another digest is not mounted' another_image_is_refused
check 'a further run puts the objects back' mended
check 'with EVM, signatures over metadata are wanted, and bless writes them' evm_judges
