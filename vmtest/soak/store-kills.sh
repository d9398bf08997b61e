#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: packages containerd runc podman crun umoci
# boot: add vmtest/soak/bless-kills:/node/fixture/bless-kills
#
# The same with an image of two layers, of which the upper one hides files of the lower, where containerd and podman
# have unpacked it.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disk=/srv/disk
images=/root/images
whole=/root/whole

# Files 0 to 149 in the lower layer, 100 to 199 in the upper.
make_image() {
  local i
  mkdir -p /root/{low,high} "$whole"
  for i in {0..199}; do
    ((i >= 150)) || echo "low $i" >"/root/low/file$i"
    ((i < 100)) || echo "high $i" >"/root/high/file$i"
  done
  cp /root/low/* "$whole"
  cp /root/high/* "$whole"
  umoci init --layout "$images"
  umoci new --image "$images:app"
  umoci insert --image "$images:app" /root/low /srv/app
  umoci insert --image "$images:app" /root/high /srv/app
}

make_manifest() {
  mkdir -p /root/measured/srv
  cp -a "$whole" /root/measured/srv/app
  cp "$(cd "$whole" && measure /root/measured "${@/#/srv/app/}")" /root/app.json
}

unpack() {
  mkfs.ext4 -q -F -b 4096 /dev/vdc
  mount --mkdir /dev/vdc "$disk"
  tar -C "$images" -cf /root/app.tar .
  containerd --root "$disk/containerd" --state /run/containerd </dev/null >/root/containerd.log 2>&1 &
  until ctr version >/dev/null 2>&1; do
    sleep 0.2
  done
  ctr image import --base-name localhost/app /root/app.tar
  podman --root "$disk/containers" --runroot /run/containers-of-disk --storage-driver overlay --events-backend none \
    pull -q "oci:$images:app"
  podman --root "$disk/containers" --runroot /run/containers-of-disk --storage-driver overlay images
  ctr image ls -q
}

# killed DIRECTORY OPTION…
killed() {
  SBOMLOCK=$(command -v sbomlock) timeout 2400 /node/fixture/bless-kills ima-sig "${KILLS:-8}" /root/app.json "$@"
}

check 'an image of two layers' make_image
check 'a manifest of what is seen of it' make_manifest file{0..199}
check 'containerd and podman unpack it' unpack
check 'containerd: a run that is killed at any moment is completed by the next' killed "$disk/containerd" \
  --containerd "$disk/containerd" --image localhost/app:app
check 'podman: the same' killed "$disk/containers/overlay" --podman "$disk/containers" --image "$(podman --root "$disk/containers" \
  --runroot /run/containers-of-disk --storage-driver overlay images --format '{{.Repository}}:{{.Tag}}')"
