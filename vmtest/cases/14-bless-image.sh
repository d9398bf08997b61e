#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# An image that was blessed before it came to the node: umoci, podman and containerd unpack its attributes, and
# IMA judges by them, on the file system itself and through overlayfs. What nobody accounts for does not run, nor
# what changed after.
#
# boot: packages containerd runc podman crun umoci
# boot: add testdata/vectors/ima:/root/keys

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/containers.sh
source /node/lib/containers.sh

disk=/srv/disk
layer=/root/image-blessed/layer
bundle=$disk/bundle/rootfs
signer=(--method=ima-sig --key /root/keys/rsa2048.key --certificate /root/keys/rsa2048.cer.pem)

prepared() {
  mkfs.ext4 -q -F -b 4096 /dev/vdc 768M
  mount --mkdir /dev/vdc "$disk"
  manifest=$(measure "$layer" "${image_files[@]}")
}

rehearsed() {
  local said before
  before=$(ls -A /root)
  said=$(sbomlock bless "$manifest" --image docker-archive:/root/blessed.tar --dry-run "${signer[@]}")
  [[ $said == "would bless ${#image_files[@]}, already 0, refused 0" && $(ls -A /root) == "$before" ]]
}

# blessed OUT [OPTION…]
blessed() {
  local said
  said=$(sbomlock bless "$manifest" --image docker-archive:/root/blessed.tar --out "$1" "${signer[@]}" "${@:2}")
  [[ $said == "blessed ${#image_files[@]}, already 0, refused 0"$'\n'* ]]
}

refuses_another_image() {
  local answer=0
  sbomlock bless "$manifest" --image docker-archive:/root/other.tar --out oci:/root/never "${signer[@]}" \
    2>/root/said || answer=$?
  ((answer == 1)) && grep -q '^B004 ' /root/said && [[ ! -e /root/never ]]
}

# podman OPTION…   with its storage on the disk
on_disk() {
  podman --root "$disk/containers" --runroot /run/containers-of-disk --storage-driver overlay \
    --cgroup-manager cgroupfs --events-backend none --runtime crun "$@"
}

in_podman() {
  on_disk run --rm --network none localhost/blessed:1 "$@"
}

start_containerd() {
  containerd --root "$disk/containerd" --state /run/containerd </dev/null >/root/containerd.log 2>&1 &
  until ctr version >/dev/null 2>&1; do
    sleep 0.2
  done
}

in_containerd() {
  ctr run --rm localhost/blessed:1 "case-$RANDOM" "$@"
}

unpacked() {
  umoci unpack --image /root/oci:blessed "$disk/bundle"
  on_disk load -q -i /root/blessed-docker.tar
  start_containerd
  ctr image import /root/blessed-docker.tar
}

attribute() {
  getfattr -n security.ima -e hex --only-values --absolute-names "$1" | od -An -v -tx1 | tr -d ' \n'
}

layer_of_podman() {
  on_disk image inspect --format '{{.GraphDriver.Data.UpperDir}}' localhost/blessed:1
}

# All the same signatures, and none on what nobody accounts for.
attributes_kept() {
  local place file
  for place in "$bundle" "$(layer_of_podman)" "$disk"/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs; do
    for file in "${image_files[@]}"; do
      evmctl ima_verify --key /root/rsa2048.der "$place/$file"
      [[ $(attribute "$place/$file") == "$(attribute "$bundle/$file")" ]]
    done
    if getfattr -n security.ima "$place/evil/true"; then
      return 1
    fi
  done
}

keys_loaded() {
  openssl x509 -in /root/keys/rsa2048.cer.pem -outform der -out /root/rsa2048.der
  keyctl padd asymmetric '' "$(keyctl newring _ima @u)" </root/rsa2048.der
}

everything_runs() {
  allowed_in "$bundle" app/true
  in_podman /app/true
  in_podman /evil/true
  in_containerd /app/true
  in_containerd /evil/true
}

allowed_in() {
  /node/probe - exec "$1/bin/probe"
}

policy_loaded() {
  local disk_of
  disk_of=fsuuid=$(blkid -s UUID -o value /dev/vdc)
  printf 'appraise func=%s %s appraise_type=imasig\n' BPRM_CHECK "$disk_of" MMAP_CHECK "$disk_of" \
    BPRM_CHECK fsname=overlay MMAP_CHECK fsname=overlay >/root/policy
  cat /root/policy >/sys/kernel/security/ima/policy
}

denied_exec() {
  local answer=0
  /node/probe EACCES exec "$1" || answer=$?
  ((answer == 1))
}

# denied_start RUNTIME PROGRAM…   not just any failure
denied_start() {
  local answer=0
  "$@" >/root/said 2>&1 || answer=$?
  cat /root/said
  ((answer != 0)) && grep -qi 'permission denied' /root/said
}

changed_in_bundle() {
  cp --preserve=mode,xattr "$bundle/bin/probe" "$bundle/bin/changed"
  printf '\377' | dd of="$bundle/bin/changed" bs=1 seek=$(($(stat -c %s "$bundle/bin/changed") - 1)) \
    conv=notrunc status=none
}

# By a container's own shell, in its own upper layer.
changes_itself() {
  denied_start "$1" /bin/sh -c '/bin/probe --list >/dev/null && echo >>/bin/probe && /bin/probe --list'
}

check 'an image and a manifest of its files' prepared
manifest=$GUARD_DIRECTORY/files.manifest.json
check 'a rehearsal says what bless would do, and writes nothing' rehearsed
check 'bless writes an OCI layout' blessed oci:/root/oci:blessed
check 'bless writes an OCI archive' blessed oci-archive:/root/blessed-oci.tar:blessed --compression=gzip
check 'bless writes a Docker archive' blessed docker-archive:/root/blessed-docker.tar:localhost/blessed:1
check 'bless writes nothing of an image with other files' refuses_another_image
check 'umoci, podman and containerd unpack it' unpacked
check 'the key is in the keyring' keys_loaded
check 'all of them keep the attributes' attributes_kept
changed_in_bundle
check 'without a policy everything runs' everything_runs
check 'the kernel takes the policy' policy_loaded

check 'umoci: runs' allowed_in "$bundle"
check 'umoci: with another byte does not run' denied_exec "$bundle/bin/changed"
check 'umoci: what nobody accounts for does not run' denied_exec "$bundle/evil/true"
for runtime in in_podman in_containerd; do
  check "${runtime#in_}: a program and its libraries run" "$runtime" /app/true
  check "${runtime#in_}: what nobody accounts for does not run" denied_start "$runtime" /evil/true
  check "${runtime#in_}: a container cannot run what it has changed" changes_itself "$runtime"
done
