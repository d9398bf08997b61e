#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A whole Debian that mmdebstrap and umoci made, and an image of jib on top of it, blessed before they came to the
# node: under a policy of IMA's their programs run in podman and containerd, through overlayfs, and nothing else.
#
# boot: packages containerd runc podman crun umoci
# boot: add testdata/vectors/ima:/root/keys
# boot: made vmtest/lib/blessed-images:/root/images.tar

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

disk=/srv/disk
images=(debian jib)

# podman OPTION…   with its storage on the disk
on_disk() {
  podman --root "$disk/containers" --runroot /run/containers-of-disk --storage-driver overlay \
    --cgroup-manager cgroupfs --events-backend none --runtime crun "$@"
}

# in_podman IMAGE [COMMAND…]   without a command, what the image starts; words without line feeds
in_podman() {
  local -a entrypoint=()
  if (($# > 1)); then
    entrypoint=(--entrypoint "$(printf '%s\n' "${@:2}" | jq -R . | jq -cs .)")
  fi
  on_disk run --rm --network none "${entrypoint[@]}" "localhost/$1:1"
}

# in_containerd IMAGE [COMMAND…]
in_containerd() {
  ctr run --rm "localhost/$1:1" "case-$RANDOM" "${@:2}"
}

unpacked() {
  local image
  mkfs.ext4 -q -F -b 4096 /dev/vdc
  mount --mkdir /dev/vdc "$disk"
  tar -C /root -xf /root/images.tar
  containerd --root "$disk/containerd" --state /run/containerd </dev/null >/root/containerd.log 2>&1 &
  until ctr version >/dev/null 2>&1; do
    sleep 0.2
  done
  for image in "${images[@]}"; do
    on_disk load -q -i "/root/$image.tar"
    ctr image import "/root/$image.tar"
  done
}

# For the policy is about overlayfs alone.
through_overlayfs() {
  local image runtime
  for runtime in in_podman in_containerd; do
    for image in "${images[@]}"; do
      "$runtime" "$image" /bin/cat /proc/mounts | grep '^overlay / overlay '
    done
  done
}

keys_loaded() {
  openssl x509 -in /root/keys/rsa2048.cer.pem -outform der -out /root/rsa2048.der
  keyctl padd asymmetric '' "$(keyctl newring _ima @u)" </root/rsa2048.der
}

policy_loaded() {
  printf 'appraise func=%s fsname=overlay appraise_type=imasig\n' BPRM_CHECK MMAP_CHECK >/root/policy
  cat /root/policy >/sys/kernel/security/ima/policy
}

# Debian's kernels look for the key where whoever asks first finds it, and a container has a keyring of its own.
runs_on_the_node() {
  local layer
  layer=$(on_disk image inspect --format '{{.GraphDriver.Data.UpperDir}}' localhost/debian:1)
  mkdir -p /srv/empty
  mount --mkdir -t overlay -o "lowerdir=$layer:/srv/empty" overlay /srv/shown
  evmctl ima_verify --key /root/rsa2048.der /srv/shown/usr/bin/md5sum
  /node/probe - exec /srv/shown/usr/bin/md5sum /etc/hostname
}

# Programs, libraries, a script of the shell's, and an interpreter with modules of its own.
debian_runs() {
  "$1" debian /bin/sh -c 'dpkg-query -W dash && perl -MPOSIX -e "print POSIX::floor(42.5), chr 10" && dpkg --print-architecture' \
    >/root/said
  cat /root/said
  grep -q '^dash' /root/said
  grep -qx 42 /root/said
  grep -qx amd64 /root/said
}

jib_runs() {
  local jar
  "$1" jib >/root/said
  cat /root/said
  jar=$(sed -n 's|^\([0-9a-f]\{64\}\)  /app/classpath/greeter-1.0.0.jar\r*$|\1|p' /root/said)
  [[ -n $jar ]]
  grep -q '^hello of 12' /root/said
}

# By a container's own shell, in its own upper layer.
changed='echo >>/usr/bin/md5sum && md5sum /etc/debian_version'
copied='cp /usr/bin/md5sum /tmp/copy && /tmp/copy /etc/debian_version'

# What is denied later, before there is a policy.
everything_runs() {
  local image runtime
  for runtime in in_podman in_containerd; do
    for image in "${images[@]}"; do
      "$runtime" "$image" /bin/sh -c "/usr/local/bin/unaccounted /etc/debian_version && $copied && $changed"
    done
  done
}

# denied RUNTIME IMAGE COMMAND…   not just any failure
denied() {
  local answer=0
  "$@" >/root/said 2>&1 || answer=$?
  cat /root/said
  ((answer != 0)) && grep -qi 'permission denied' /root/said
}

# denied_later RUNTIME IMAGE COMMANDS   by a shell that has run a program before
denied_later() {
  denied "$1" "$2" /bin/sh -c "md5sum /etc/debian_version && $3"
  [[ $(grep -c '^[0-9a-f]\{32\}  /etc/debian_version' /root/said) == 1 ]]
}

check 'podman and containerd unpack both images' unpacked
check 'they show them through overlayfs' through_overlayfs
check 'without a policy everything runs' everything_runs
check 'the key is in the keyring' keys_loaded
check 'the kernel takes the policy' policy_loaded
check 'on the node itself a program of a layer runs' runs_on_the_node

for runtime in in_podman in_containerd; do
  name=${runtime#in_}
  check "$name: the Debian of mmdebstrap and umoci runs" debian_runs "$runtime"
  check "$name: the image of jib runs" jib_runs "$runtime"
  for image in "${images[@]}"; do
    check "$name, $image: what nobody accounts for does not run" \
      denied "$runtime" "$image" /usr/local/bin/unaccounted /etc/debian_version
    check "$name, $image: a program that the container has changed does not run" \
      denied_later "$runtime" "$image" "$changed"
    check "$name, $image: nor a copy of one that is signed" \
      denied_later "$runtime" "$image" "$copied"
  done
done
