#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Integrity Policy Enforcement with a policy made from the manifest, and the guard, judge the same files
# in the same kernel, one after the other. Each verdict is compared; where they differ, the case says why.
#
# boot: efi
# boot: append lsm=landlock,lockdown,yama,integrity,apparmor,ipe,bpf

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/tree
merged=/srv/merged
memory=/srv/memory
gated=/sys/fs/cgroup/gated
ipe=/sys/kernel/security/ipe

# What the SBOM names. copied-* and stale-* are programs that an overlay will copy up.
blessed=(
  bin/{probe,busybox,program,ld.so,script,empty,script-of-evil}
  lib/libc.so.6
  bin/{copied-by-write,copied-by-chmod,exchanged,stale-nobody,stale-ipe,stale-guard}
)

fill_tree() {
  local name
  mkdir -p "$tree"/{bin,lib,evil}
  cp /node/probe "$tree/bin/probe"
  for name in busybox copied-by-write copied-by-chmod exchanged stale-{nobody,ipe,guard}; do
    cp /bin/busybox "$tree/bin/$name"
  done
  cp /bin/true "$tree/bin/program"
  cp /lib64/ld-linux-x86-64.so.2 "$tree/bin/ld.so"
  cp /lib/x86_64-linux-gnu/libc.so.6 "$tree/lib/"
  : >"$tree/bin/empty"
  printf '#!%s/bin/busybox sh\nexit 0\n' "$tree" >"$tree/bin/script"
  printf '#!%s/evil/changed sh\nexit 0\n' "$tree" >"$tree/bin/script-of-evil"
  chmod 755 "$tree"/bin/*
}

fill_evil() {
  local name
  for name in stranger changed other-verity; do
    cp /bin/busybox "$tree/evil/$name"
    echo "$name" >>"$tree/evil/$name"
  done
  for name in same-content salted sha512 verity; do
    cp /bin/busybox "$tree/evil/$name"
  done
  fsverity enable "$tree/evil/other-verity"
  fsverity enable --salt=00 "$tree/evil/salted"
  fsverity enable --hash-alg=sha512 "$tree/evil/sha512"
  fsverity enable "$tree/evil/verity"
  cp "$tree/lib/libc.so.6" "$tree/evil/libc.so.6"
  echo x >>"$tree/evil/libc.so.6"
  printf '#!%s/bin/busybox sh\nexit 0 # nobody accounts for this\n' "$tree" >"$tree/evil/script"
  : >"$tree/evil/empty"
  chmod 755 "$tree"/evil/*
}

fill_memory() {
  mount --mkdir -t tmpfs none "$memory"
  cp "$tree/bin/busybox" "$memory/"
}

overlay() {
  modprobe overlay
  mount --mkdir -t tmpfs none /srv/layers
  mkdir -p /srv/layers/{upper/bin,work} "$merged"
  cp "$tree/evil/changed" /srv/layers/upper/bin/forged
  mount -t overlay -o "lowerdir=$tree,upperdir=/srv/layers/upper,workdir=/srv/layers/work" none "$merged"
  echo x >>"$merged/bin/copied-by-write"
  chmod 0711 "$merged/bin/copied-by-chmod"
  mv "$merged/evil/changed" "$merged/bin/exchanged"
}

bless() {
  manifest=$(measure "$tree" "${blessed[@]}")
  sbomlock bless "$manifest" --root "$tree" --method=fsverity
}

# As its administrator would: IPE takes what a key of the platform has signed.
activate_ipe() {
  echo 0 >"$ipe/enforce"
  sbomlock export --to=ipe "$manifest" --policy-name=web --policy-version=0.0.7 -o /root/policy
  openssl smime -sign -in /root/policy -signer /node/db.crt -inkey /node/db.key -binary -outform der \
    -noattr -nodetach -out /root/policy.p7b
  cat /root/policy.p7b >"$ipe/new_policy"
  echo 1 >"$ipe/policies/web/active"
}

# Under IPE nothing else can be executed than what is blessed: from here on it is bash's own commands.
# inside COMMAND…   in the gated cgroup; sets output and status
inside() {
  local answer=0
  output=$(
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$@" 2>&1
  ) || answer=$?
  status=$answer
}

probe() {
  inside "$tree/bin/probe" - "$@"
}

# dlopen(3) and the loader map alike. ld.so says that it could not, not why.
load_by_ld_so() {
  inside "$tree/bin/ld.so" --library-path "$1" "$tree/bin/program"
  if [[ $output == *'failed to map segment from shared object'* ]]; then
    status=3 output=EACCES
  fi
}

# What ran through the overlay runs no more once the overlay has copied it up.
run_stale() {
  probe exec "$merged/bin/stale-$enforcer" true
  if ((status)); then
    status=2 output="it did not run before: $output"
    return
  fi
  echo x >>"$merged/bin/stale-$enforcer"
  probe exec "$merged/bin/stale-$enforcer" true
}

load_module() {
  local answer
  probe load-module /root/dummy.ko
  answer="$status $output"
  ((status)) || inside "$tree/bin/busybox" rmmod dummy
  read -r status output <<<"$answer"
}

# ENOEXEC is said of an empty file once it was allowed.
verdict() {
  local output status
  "$@"
  case $status:$output in
    0:* | 3:ENOEXEC) verdict=allowed ;;
    3:EACCES | 3:EPERM | 3:ECANCELED) verdict=denied ;;
    *) verdict="answered $status ($output)" ;;
  esac
}

# both VERDICT WHAT OPERATION…                 IPE and the guard agree
# differ VERDICT VERDICT WHAT WHY OPERATION…   IPE's comes first
both() {
  questions+=("$(printf '%q ' "$1" "$1" "$2" '' "${@:3}")")
}

differ() {
  questions+=("$(printf '%q ' "$@")")
}

# ask ENFORCER   all questions; the answers are in answers[ENFORCER QUESTION]
declare -A answers
ask() {
  local enforcer=$1 question verdict
  local -a words
  for question in "${questions[@]}"; do
    eval "words=($question)"
    verdict "${words[@]:4}"
    answers["$enforcer $question"]=$verdict
  done
}

compare() {
  local question ipe_says guard_says
  local -a words
  for question in "${questions[@]}"; do
    eval "words=($question)"
    ipe_says=${answers["ipe $question"]}
    guard_says=${answers["guard $question"]}
    if [[ ${answers["nobody $question"]} != allowed ]]; then
      result 'not ok' "${words[2]}: ${answers["nobody $question"]} without either, so nothing is compared"
    elif [[ "$ipe_says $guard_says" != "${words[0]} ${words[1]}" ]]; then
      result 'not ok' "${words[2]}: $ipe_says by IPE, $guard_says by the guard, where ${words[0]} and ${words[1]} were expected"
    elif [[ $ipe_says == "$guard_says" ]]; then
      result ok "${words[2]}: $ipe_says by both"
    else
      result ok "${words[2]}: $ipe_says by IPE, $guard_says by the guard: ${words[3]}"
    fi
  done
}

questions=()

# file VERDICT WHAT FILE   executed, mapped, and made executable after mapping
file() {
  both "$1" "execute $2" probe exec "$3" true
  both "$1" "map $2" probe map-exec "$3"
  both "$1" "map $2, then make it executable" probe map-then-exec "$3"
}

file allowed 'a blessed program' "$tree/bin/busybox"
file allowed 'a blessed dynamic linker' "$tree/bin/ld.so"
file allowed 'a blessed script' "$tree/bin/script"
file allowed 'a blessed empty file' "$tree/bin/empty"
both allowed 'execute the same content with fs-verity, under another name' probe exec "$tree/evil/verity" true
both allowed 'map the same content with fs-verity, under another name' probe map-exec "$tree/evil/verity"
differ allowed denied 'map the same content with fs-verity, under another name, then make it executable' \
  'the guard cannot ask for the digest there on 6.12 and lets only files of the manifest pass' \
  probe map-then-exec "$tree/evil/verity"
file denied 'a file that nobody blessed' "$tree/evil/stranger"
file denied 'a copy with another byte' "$tree/evil/changed"
file denied 'a file with fs-verity and another digest' "$tree/evil/other-verity"
file denied 'the same content without fs-verity' "$tree/evil/same-content"
file denied 'the same content, salted' "$tree/evil/salted"
file denied 'the same content by SHA-512' "$tree/evil/sha512"
file denied 'a script that nobody blessed, of a blessed interpreter' "$tree/evil/script"
file denied 'an empty file that nobody blessed' "$tree/evil/empty"
file denied 'the same content on a tmpfs' "$memory/busybox"
file denied 'a program of the node' /bin/true
file allowed 'a blessed program through an overlay' "$merged/bin/busybox"
file denied 'what is not blessed, through an overlay' "$merged/evil/stranger"
file denied 'what an overlay copied up when it was written' "$merged/bin/copied-by-write"
file denied 'what an overlay copied up when its mode was changed' "$merged/bin/copied-by-chmod"
file denied 'what was exchanged in the overlay' "$merged/bin/exchanged"
file denied 'what was laid into the upper directory' "$merged/bin/forged"
both denied 'execute a blessed script of an interpreter that nobody blessed' probe exec "$tree/bin/script-of-evil"
both denied 'execute what an overlay copied up after it ran' run_stale
both allowed 'load a blessed library' load_by_ld_so "$tree/lib"
both denied 'load a changed library' load_by_ld_so "$tree/evil"
both denied 'execute a memfd' probe exec-memfd "$tree/bin/busybox"
both denied 'map a memfd' probe map-memfd-exec "$tree/bin/busybox"
both denied 'execute a nameless file' probe exec-tmpfile "$tree/bin/busybox" "$tree/evil"
both denied 'map anonymous executable memory' probe map-anonymous-exec
both denied 'make anonymous memory executable' probe anonymous-then-exec
both denied 'executable System V shared memory' probe shared-memory-exec

differ allowed denied 'make a changed private mapping of a blessed file executable' \
  'IPE asks for the digest of the file, which stands for the page no more' probe write-then-exec "$tree/bin/busybox"
differ allowed denied 'make mapped blessed code writable' \
  'IPE does not ask when memory is executable already' probe exec-then-write "$tree/bin/busybox"
differ allowed denied 'map blessed code writable and executable at once' \
  'IPE asks for the digest of the file only' probe map-write-exec "$tree/bin/busybox"
differ allowed denied 'trace a blessed program from its birth' \
  'IPE has no hook there' probe ptrace-traceme "$tree/bin/busybox"
differ allowed denied 'load a kernel module that nobody blessed' \
  'modules are an operation of their own to IPE, KMODULE, of which the exported policy says nothing' load_module
if kernel_is 6.12; then
  differ allowed denied 'write code through /proc/self/mem' 'IPE has no hook there' probe write-own-code
else
  both allowed 'tell an interpreter of a blessed file' probe check-execution "$tree/bin/script"
  both denied 'tell an interpreter of a file that nobody blessed' probe check-execution "$tree/evil/script"
fi

mount_tree() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount --mkdir /dev/vdc "$tree"
  mkdir -p "$gated"
}

busybox xzcat "$(modinfo -n dummy)" >/root/dummy.ko
mount_tree
fill_tree
fill_evil
fill_memory
bless
check 'the kernel takes the policy, signed by a key of the platform' activate_ipe
check 'and holds it as it was exported' diff /root/policy "$ipe/policies/web/policy"
overlay

ask nobody
echo 1 >"$ipe/enforce"
ask ipe
echo 0 >"$ipe/enforce"
sbomlock load "$manifest" --root "$tree" --mode=enforce --gate="cgroup:$gated"
ask guard
compare
