#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: packages containerd runc podman crun umoci
#
# Containers of podman and crun in a gated cgroup: of an image runs what is blessed and nothing else,
# whatever root does inside of the container, or outside to its layers.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/containers.sh
source /node/lib/containers.sh

container_options=()
# shellcheck disable=SC2034
host_directory=(--volume /usr/bin:/tmp:ro)
# shellcheck disable=SC2034
tmpfs=(--tmpfs /tmp:exec)
runtime=crun

# on TREE COMMAND…   podman with its storage there
on() {
  podman --root "$1/containers" --runroot "/run/containers${1//\//-}" --storage-driver overlay \
    --cgroup-manager cgroupfs --events-backend none --runtime "$runtime" "${@:2}"
}

gated_options=(--network none --cgroups no-conmon --cgroup-parent "/$gated")

layer_of() {
  on "$1" image inspect --format '{{.GraphDriver.Data.UpperDir}}' "localhost/$2:1"
}

prepare() {
  on "$1" load -q -i /root/blessed.tar
  on "$1" load -q -i /root/other.tar
  ln -s "$(layer_of "$1" blessed)" "$1/layer"
  ln -s "$(layer_of "$1" other)" "$1/other-layer"
  on "$1" run --detach --name resident "${gated_options[@]}" localhost/blessed:1 /bin/busybox sleep 10000
}

attach() {
  guard_containers "$(realpath "$1/layer")" /usr/bin/crun /usr/sbin/runc
}

run_container() {
  on "$1" run --rm "${gated_options[@]}" --cgroup-parent "/$2" "${container_options[@]}" "localhost/$3:1" "${@:4}"
}

execute_in() {
  on "$1" exec "${@:2}"
}

create_container() {
  on "$1" create --rm --name "$2" "${gated_options[@]}" localhost/blessed:1 "${@:3}" >/dev/null
  on "$1" inspect --format '{{.GraphDriver.Data.UpperDir}}' "$2"
}

start_container() {
  on "$1" start --attach "$2"
}

with_runc() {
  local runtime=runc
  "$2" "$1" "${@:3}"
}

attack 'D: with runc, an image nobody blessed' EACCES with_runc starts @ other
control 'with runc a blessed image starts' with_runc in_container @ : exec /app/true
container_attacks /usr/bin/crun
run_attacks
