#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: packages containerd runc podman crun umoci
#
# Containers of containerd and runc in a gated cgroup: of an image runs what is blessed and nothing
# else, whatever root does inside of the container, or outside to its layers.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh
# shellcheck source=vmtest/lib/guest/containers.sh
source /node/lib/containers.sh

container_options=()
# shellcheck disable=SC2034
host_directory=(--mount 'type=bind,src=/usr/bin,dst=/tmp,options=rbind:ro')
# shellcheck disable=SC2034
tmpfs=(--mount 'type=tmpfs,src=tmpfs,dst=/tmp,options=nosuid')
daemon=

# The cgroup of a container is NAMESPACE/NAME.
in_namespace() {
  ctr --namespace "$@"
}

# One containerd at a time: its sockets lie elsewhere than its layers.
prepare() {
  local snapshots=containerd/io.containerd.snapshotter.v1.overlayfs/snapshots
  if [[ -n $daemon ]]; then
    in_namespace "$gated" task delete --force resident
    kill "$daemon"
    wait "$daemon" || true
  fi
  containerd --config /root/containerd.toml --root "$1/containerd" --state /run/containerd \
    </dev/null >/root/containerd.log 2>&1 &
  daemon=$!
  until ctr version >/dev/null 2>&1; do
    sleep 0.2
  done
  in_namespace "$gated" image import /root/blessed.tar
  in_namespace "$gated" image import /root/other.tar
  in_namespace "$free" image import /root/other.tar
  ln -s "$snapshots/1/fs" "$1/layer"
  ln -s "$snapshots/2/fs" "$1/other-layer"
  in_namespace "$gated" run --detach localhost/blessed:1 resident /bin/busybox sleep 10000
  start_idler "$1"
}

# A task that came into the cgroup before the guard, and leaves it before it executes anything.
start_idler() {
  local idler=/run/idler${1//\//-}
  mkdir -p "/sys/fs/cgroup/$gated/idle"
  mkfifo "$idler.go"
  (
    echo "$BASHPID" >"/sys/fs/cgroup/$gated/idle/cgroup.procs"
    read -r _ <"$idler.go"
    echo "$BASHPID" >/sys/fs/cgroup/cgroup.procs
    answer=0
    /node/probe - exec /bin/true || answer=$?
    echo "$answer" >"$idler.answer"
  ) </dev/null >/dev/null 2>&1 &
}

detach() {
  rm -f "/run/idler${1//\//-}".{go,answer}
  start_idler "$1"
}

left_unseen() {
  local idler=/run/idler${2//\//-}
  echo >"$idler.go"
  until [[ -s $idler.answer ]]; do
    sleep 0.1
  done
  case $(<"$idler.answer") in
    0) return 0 ;;
    126) return 1 ;;
    *) return 2 ;;
  esac
}

attach() {
  guard_containers "$(realpath "$1/layer")" /usr/sbin/runc
}

run_container() {
  local name
  name=$(new_name)
  in_namespace "$2" run --rm "${container_options[@]}" "localhost/$3:1" "$name" "${@:4}"
}

execute_in() {
  in_namespace "$gated" task exec --exec-id "$(new_name)" "${@:2}"
}

create_container() {
  in_namespace "$gated" container create localhost/blessed:1 "$2" -- "${@:3}"
  in_namespace "$gated" snapshot mounts /none "$2" | sed -n 's/.*upperdir=\([^,]*\).*/\1/p'
}

start_container() {
  in_namespace "$gated" task start "$2"
  in_namespace "$gated" container delete "$2"
}

cat >/root/containerd.toml <<'END'
version = 2
disabled_plugins = ["io.containerd.grpc.v1.cri"]
END
container_attacks /usr/sbin/runc
attack 'B: a task older than the guard leaves the cgroup' EACCES left_unseen @
run_attacks
