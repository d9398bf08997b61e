#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A gate that is bound to manifests: in that cgroup runs what they name, and nothing that only others name.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

cgroups=/sys/fs/cgroup

# Three products, of which old is blessed by security.ima; web and mail have the same busybox.
prepare() {
  local product
  mkdir -p "$1"/{web,mail,old,both}
  for product in web mail old; do
    cp /node/probe "$1/$product/probe"
    echo "$product" >>"$1/$product/probe"
    cp /bin/busybox "$1/$product/cat"
    echo "$product" >>"$1/$product/cat"
  done
  cp /bin/busybox "$1/web/busybox"
  cp /bin/busybox "$1/mail/busybox"
}

arrange() {
  mountpoint -q "$cgroups" || mount -t cgroup2 cgroup2 "$cgroups"
  mkdir -p "$cgroups"/{web/inner,old,both,any}
}

# A task of the cgroup that is older than the guard, and leaves it before it executes anything.
start_resident() {
  local name=/run/resident${1//\//-}
  [[ ! -p $name.go ]] || return 0
  mkfifo "$name.go"
  (
    echo "$BASHPID" >"$cgroups/web/cgroup.procs"
    read -r _ <"$name.go"
    echo "$BASHPID" >"$cgroups/any/cgroup.procs"
    answer=0
    "$1/web/probe" EACCES exec "$1/mail/cat" /dev/null || answer=$?
    echo "$answer" >"$name.answer"
  ) </dev/null >/dev/null 2>&1 &
}

attach() {
  local product
  local -a manifests=()
  start_resident "$1"
  for product in web mail old; do
    local -a files=("$product/cat" "$product/probe")
    [[ $product == old ]] || files=("$product/busybox" "${files[@]}")
    mv "$(measure "$1" "${files[@]}")" "/root/$product.json"
    sbomlock bless "/root/$product.json" --root "$1" --method="$([[ $product == old ]] && echo ima || echo fsverity)"
    manifests+=("/root/$product.json")
  done
  echo '# blessed by fsverity'
  sbomlock load "${manifests[@]}" --root "$1" --mode="${guard_mode:-enforce}" \
    --gate="cgroup:$cgroups/web=web.json" --gate="cgroup:$cgroups/web/inner=web.json,mail.json" \
    --gate="cgroup:$cgroups/old=old.json" --gate="cgroup:$cgroups/both=web.json,mail.json" \
    --gate="cgroup:$cgroups/any"
}

detach() {
  rm -f "/run/resident${1//\//-}".{go,answer}
}

# inside ERRNO CGROUP PROGRAM OPERATION…   the probe's answer from within the cgroup
inside() {
  local answer=0
  (
    echo "$BASHPID" >"$cgroups/$2/cgroup.procs"
    exec "$3" "$1" "${@:4}"
  ) || answer=$?
  return "$answer"
}

# moved ERRNO CGROUP TREE OPERATION…   the same by a program of web's, after it moved itself there
moved() {
  local answer=0
  (
    echo "$BASHPID" >"$cgroups/web/cgroup.procs"
    # shellcheck disable=SC2016
    exec "$3/web/busybox" sh -c 'echo $$ >"$0" && exec "$@"' "$cgroups/$2/cgroup.procs" \
      "$3/web/probe" "$1" "${@:4}"
  ) || answer=$?
  return "$answer"
}

# What a program of another product is in an overlay above it.
overlaid() {
  local answer=0
  modprobe overlay
  mkdir -p /root/layers /root/merged
  mount -t tmpfs none /root/layers
  mkdir -p /root/layers/{upper,work}
  mount -t overlay -o "lowerdir=$2,upperdir=/root/layers/upper,workdir=/root/layers/work" none /root/merged
  inside "$1" "$3" "$2/web/probe" "${@:4}" || answer=$?
  umount /root/merged
  umount /root/layers
  return "$answer"
}

left_unseen() {
  local name=/run/resident${2//\//-}
  start_resident "$2"
  echo >"$name.go"
  until [[ -s $name.answer ]]; do
    sleep 0.1
  done
  case $(<"$name.answer") in
    [01]) return "$(<"$name.answer")" ;;
    *) return 2 ;;
  esac
}

attack 'D: run a program of another manifest' EACCES inside web @/web/probe exec @/mail/cat /dev/null
attack 'D: run one that is blessed by security.ima' EACCES inside web @/web/probe exec @/old/cat /dev/null
attack 'D: map one' EACCES inside web @/web/probe map-exec @/mail/cat
attack 'D: map one, then make it executable' EACCES inside web @/web/probe map-then-exec @/mail/cat
attack 'D: run one through an overlay' EACCES overlaid @ web exec /root/merged/mail/cat /dev/null
attack 'D: run one after moving to a gate that is not bound' EACCES moved any @ exec @/mail/cat /dev/null
attack 'D: run one after moving to where it may run' EACCES moved both @ exec @/mail/cat /dev/null
attack 'D: run one below a gate within, which is bound to both' EACCES inside web/inner @/web/probe exec @/mail/cat /dev/null
attack 'D: a task older than the guard leaves the cgroup, and runs one' EACCES left_unseen @
attack 'D: run what no manifest names, behind a bound gate' EACCES inside both @/web/probe exec /bin/true

control 'a bound gate runs what its manifest names' inside web @/web/probe exec @/web/cat /dev/null
control 'and maps it' inside web @/web/probe map-exec @/web/cat
control 'also through an overlay' overlaid @ web exec /root/merged/web/cat /dev/null
control 'also the same content under a name of another manifest' inside web @/web/probe exec @/mail/busybox true
control 'also what is blessed by security.ima' inside old @/old/probe exec @/old/cat /dev/null
control 'one that is bound to several runs the first' inside both @/web/probe exec @/web/cat /dev/null
control 'and the second' inside both @/web/probe exec @/mail/cat /dev/null
control 'one that is not bound runs any of them' inside any @/old/probe exec @/mail/cat /dev/null
control 'below a gate within runs what both name' inside web/inner @/web/probe exec @/web/cat /dev/null

run_attacks

unbound() {
  sbomlock unload
  refused L060 1 sbomlock load /root/web.json --root /srv/guarded --mode=enforce \
    --gate="cgroup:$cgroups/web=mail.json"
  nothing_loaded
}

check 'a gate bound to a manifest that is not loaded is refused' unbound
