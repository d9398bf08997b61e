#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A component is recalled: from that moment none of its files runs, gate or none, by whichever name or
# blessing; what runs it is named and ended on request; and it can be restored.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/tree

fill() {
  mkdir -p "$tree"/{bin,lib}
  cp /node/probe "$tree/bin/probe"
  cp /bin/busybox "$tree/bin/busybox"
  cp /bin/busybox "$tree/lib/library"
  echo >>"$tree/lib/library"
}

loaded_by() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mkdir -p "$tree"
  mount /dev/vdc "$tree"
  fill
  guard "$tree" "$1" bin/busybox bin/probe lib/library -- "${@:2}"
}

gone() {
  sbomlock unload
  nothing_loaded
  umount "$tree"
}

# denied OPERATION…   EACCES
denied() {
  local answer=0
  /node/probe EACCES "$@" || answer=$?
  ((answer == 1))
}

allowed() {
  /node/probe EACCES "$@"
}

start_victim() {
  "$tree/bin/busybox" sleep 10000 </dev/null >/dev/null 2>&1 &
  victim=$!
  until [[ $(readlink "/proc/$victim/exe") == */busybox ]]; do
    sleep 0.1
  done
}

revoked_while_running() {
  sbomlock revoke "$1" --format=json >/srv/revoked.json
  jq -e --argjson victim "$victim" '([.running[].pid] | index($victim)) != null' /srv/revoked.json
  kill -0 "$victim"
}

killed() {
  sbomlock revoke "$1" --kill
  # Whoever was killed may be a zombie, until its parent asks.
  ! grep -vq zombie < <(grep -h '^State:' "/proc/$victim/status" 2>/dev/null)
}

restored() {
  sbomlock restore "$1"
  allowed exec "$tree/bin/busybox" true
}

names_the_component() {
  sbomlock events | jq -se 'any(.verdict == "denied" and .action == "execute" and
    (.file // "" | endswith("busybox")))'
}

unknown() {
  refused L038 1 sbomlock revoke pkg:generic/nobody@1.0 && allowed exec "$tree/bin/busybox" true
}

own_runtime() {
  local runtime
  runtime=$(realpath /opt/sbomlock/runtime/bin/java)
  cp "$runtime" "$tree/bin/java"
  mount --bind "$tree/bin/java" "$runtime"
  guard "$tree" fsverity bin/java
  refused L026 1 sbomlock revoke /bin/java
}

for method in fsverity ima; do
  loaded_by "$method"
  component=/bin/busybox
  check "$method: before, it runs" allowed exec "$tree/bin/busybox" true
  check "$method: what nobody knows is refused, and nothing is revoked" unknown
  start_victim
  mkdir "/run/$method"
  ln -s "$tree/bin/busybox" "/run/$method/busybox"
  check "$method: revoking names what runs it, and lets it go on" revoked_while_running "$component"
  check "$method: it is not executed" denied exec "$tree/bin/busybox" true
  check "$method: nor through another name" denied exec "/run/$method/busybox" true
  check "$method: nor mapped" denied map-exec "$tree/bin/busybox"
  check "$method: nor made executable later" denied map-then-exec "$tree/bin/busybox"
  check "$method: another component runs" allowed exec "$tree/bin/probe" --list
  check "$method: the event names the file" names_the_component
  check "$method: --kill ends what runs it" killed "$component"
  check "$method: restored, it runs" restored "$component"
  gone
done

loaded_by fsverity --gate="$tree"
sbomlock revoke "fsverity-sha256:$(fsverity digest --compact "$tree/lib/library")"
check 'a library is revoked by its digest' denied map-exec "$tree/lib/library"
cp "$tree/lib/library" "$tree/copy"
fsverity enable "$tree/copy"
settle
check 'and so is another file with that digest, behind the gate' denied map-exec "$tree/copy"
check 'others behind the gate run' allowed exec "$tree/bin/busybox" true
sbomlock unload
check 'what sbomlock itself runs is not revoked' own_runtime
