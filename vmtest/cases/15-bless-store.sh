#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# An image whose layers containerd and podman have unpacked is blessed where they are: each file in the layer
# from which a container sees it, and no other. Images that share a layer find it blessed.
#
# boot: packages containerd runc podman crun umoci

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

disk=/srv/disk
whole=/root/whole
snapshots=$disk/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots
storage=$disk/containers

# pack NAME   packs the directory of that name as a layer
pack() {
  tar -C "/root/$1" -cf "/root/$1.tar" .
}

# pack_image NAME LAYER…   an image of these layers
pack_image() {
  local work=/root/image-$1 layer digests='' layers='' digest config
  mkdir -p "$work"
  for layer in "${@:2}"; do
    cp "/root/$layer.tar" "$work"
    digest=$(sha256sum <"/root/$layer.tar")
    digests+="${digests:+,}\"sha256:${digest%% *}\""
    layers+="${layers:+,}\"$layer.tar\""
  done
  echo "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$digests]}}" \
    >"$work/config.json"
  config=$(sha256sum <"$work/config.json") config=${config%% *}.json
  mv "$work/config.json" "$work/$config"
  echo "[{\"Config\":\"$config\",\"RepoTags\":[\"localhost/$1:1\"],\"Layers\":[$layers]}]" >"$work/manifest.json"
  tar -C "$work" -cf "/root/$1.tar" .
}

images() {
  mkdir -p /root/{low,high,further}/{bin,lib} "$whole"/{bin,lib}
  cp /node/probe /root/low/bin/both
  cp /node/probe /root/low/bin/low
  cp /bin/true /root/low/bin/gone
  cp /bin/busybox /root/high/bin/both
  cp /bin/busybox /root/high/lib/high
  : >/root/high/bin/.wh.gone
  cp /bin/true /root/further/lib/further
  cp /root/high/bin/both "$whole/bin/both"
  cp /root/low/bin/low "$whole/bin/low"
  cp /root/high/lib/high "$whole/lib/high"
  for layer in low high further; do
    pack "$layer"
  done
  pack_image two low high
  pack_image sharing low further
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 512M
  mount --mkdir /dev/vdc "$disk"
  manifest=$(measure "$whole" bin/both bin/low lib/high)
  # Measuring overwrites it.
  cp "$manifest" /root/two.json
  cp /root/further/lib/further "$whole/lib/further"
  cp "$(measure "$whole" bin/low lib/further)" /root/sharing.json
}

# podman OPTION…   with its storage on the disk
on_disk() {
  podman --root "$storage" --runroot /run/containers-of-disk --storage-driver overlay \
    --cgroup-manager cgroupfs --events-backend none --runtime crun "$@"
}

unpacked() {
  containerd --root "$disk/containerd" --state /run/containerd </dev/null >/root/containerd.log 2>&1 &
  until ctr version >/dev/null 2>&1; do
    sleep 0.2
  done
  local image
  for image in two sharing; do
    ctr image import "/root/$image.tar"
    on_disk load -q -i "/root/$image.tar"
  done
}

# blessed COUNTS OPTION…   what bless says
blessed() {
  [[ $(sbomlock bless --method=fsverity "${@:2}") == "$1" ]]
}

# has_verity FILE
has_verity() {
  [[ $(lsattr "$1") == *V* ]]
}

# without_verity FILE
without_verity() {
  [[ $(lsattr "$1") != *V* ]]
}

# verity_just_where_seen LOW HIGH   directories of the layers
verity_just_where_seen() {
  has_verity "$1/bin/low"
  has_verity "$2/bin/both"
  has_verity "$2/lib/high"
  without_verity "$1/bin/both"
  without_verity "$1/bin/gone"
}

layers_of_containerd() {
  verity_just_where_seen "$snapshots/1/fs" "$snapshots/2/fs"
}

layers_of_podman() {
  local low high
  high=$(on_disk image inspect --format '{{.GraphDriver.Data.UpperDir}}' localhost/two:1)
  low=$(on_disk image inspect --format '{{.GraphDriver.Data.LowerDir}}' localhost/two:1)
  verity_just_where_seen "$low" "$high"
}

runs_in() {
  case $1 in
    containerd) ctr run --rm localhost/two:1 "case-$RANDOM" /bin/low --list ;;
    podman) on_disk run --rm --network none localhost/two:1 /bin/low --list ;;
  esac | grep write
}

# What the whiteout hides is not in the image, though its bytes are in the store.
refuses_what_is_hidden() {
  cp /root/low/bin/gone "$whole/bin/gone"
  refused B006 1 sbomlock bless "$(measure "$whole" bin/low bin/gone)" --containerd "$disk/containerd" \
    --image localhost/two:1 --method=ima
  [[ -z $(getfattr -n security.ima "$snapshots/1/fs/bin/low" 2>/dev/null) ]]
}

check 'images of two layers, and manifests of what is seen of them' images
check 'containerd and podman unpack them' unpacked
manifest=/root/two.json
check 'a rehearsal changes nothing' blessed 'would bless 3, already 0, refused 0' "$manifest" --dry-run \
  --containerd "$disk/containerd" --image localhost/two:1
check 'containerd: blessed' blessed 'blessed 3, already 0, refused 0' "$manifest" \
  --containerd "$disk/containerd" --image localhost/two:1
check 'containerd: just where a container sees the files' layers_of_containerd
check 'containerd: again, nothing is left to do' blessed 'blessed 0, already 3, refused 0' "$manifest" \
  --containerd "$disk/containerd" --image localhost/two:1
check 'containerd: an image that shares a layer finds it blessed' blessed 'blessed 1, already 1, refused 0' \
  /root/sharing.json --containerd "$disk/containerd" --image localhost/sharing:1
check 'containerd: what a whiteout hides is refused, and nothing blessed' refuses_what_is_hidden
check 'containerd: an image that is not there is refused' refused C237 1 sbomlock bless "$manifest" \
  --containerd "$disk/containerd" --image localhost/three:1 --method=fsverity
check 'podman: blessed' blessed 'blessed 3, already 0, refused 0' "$manifest" --podman "$storage" --image localhost/two:1
check 'podman: just where a container sees the files' layers_of_podman
check 'podman: an image that shares a layer finds it blessed' blessed 'blessed 1, already 1, refused 0' \
  /root/sharing.json --podman "$storage" --image localhost/sharing:1
check 'podman: an image that is not there is refused' refused C237 1 sbomlock bless "$manifest" \
  --podman "$storage" --image localhost/three:1 --method=fsverity
check 'containerd: what is blessed runs' runs_in containerd
check 'podman: what is blessed runs' runs_in podman
