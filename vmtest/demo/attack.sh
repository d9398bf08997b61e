#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The part of ./demo that runs inside the node: blesses a Debian root file system by its manifest,
# loads the guard, and lets root attack. Each attack is first tried on an unguarded twin, so that a
# refusal means something. /demo holds rootfs.tar and app.manifest.json.
set -euo pipefail

twin=/srv/twin
twin_disk=/dev/vdc
tree=/srv/root
disk=/dev/vdd
app=@/opt/app/bin/hello
manifest=/demo/app.manifest.json

attacks=()
controls=()
surprises=0

# attack CLASS WHAT EXPECTED OPERATION…   an operation of the probe; '@' is the tree, '@disk' its
# device. EXPECTED is the errno, or 'allowed' for what is not denied yet.
attack() {
  attacks+=("$(printf '%q ' "$@")")
}

# control WHAT COMMAND…   a legitimate use
control() {
  controls+=("$(printf '%q ' "$@")")
}

attack A 'write to a blessed program' EPERM open-write $app
attack A 'truncate it' EPERM truncate $app
attack A 'open it with O_TRUNC' EPERM open-truncate $app
attack A 'punch a hole into it' EPERM punch-hole $app
attack A 'map it shared and write' EPERM map-shared-write $app
attack A 'open it again through /proc/self/fd' EPERM reopen-by-proc $app
attack A 'open it by its file handle' EPERM open-by-handle $app @
attack A 'write to it with io_uring' EPERM uring-open-write $app
attack A 'write through a loop device' EPERM loop-write $app
attack A 'write to the raw block device' EPERM raw-write $app @disk
attack C 'rename another file over it' EPERM rename @/tmp/evil $app
attack C 'rename it away' EPERM rename $app @/opt/app/bin/hello.old
attack C 'exchange it with another file' EPERM exchange @/tmp/evil $app
attack C 'remove it' EPERM unlink $app
attack C 'give it a second name' EPERM link $app @/tmp/second
attack C 'rename its parent directory' EPERM rename @/opt/app @/opt/app.old
attack C 'bind-mount another file over it' EPERM bind @/tmp/evil $app
attack C 'mount a tmpfs over its directory' EPERM mount-over @/opt/app/bin
attack C 'move_mount(2) over it' EPERM move-mount @/tmp/evil $app
attack C 'unmount its file system lazily' EPERM umount-lazily @
attack E 'setfattr -x security.ima' EPERM remove-xattr $app security.ima
attack E 'setfattr -n security.ima' EPERM run setfattr -n security.ima -v 0x0405 $app
attack E 'setcap (security.capability)' EPERM run setcap cap_sys_admin+ep $app
attack E 'chmod u+s' EPERM chmod $app 04755
attack E 'chown' EPERM chown $app 1000
attack E 'chattr +i' EPERM set-flags $app 0x10
attack E 'setfacl' EPERM run setfacl -m u:1000:rwx $app
attack E 'change its running code by a uprobe' EPERM run sh -c "echo p:mine/event $app:0x1001 >/sys/kernel/tracing/uprobe_events"
attack B 'run a program nobody blessed' EACCES exec @/tmp/evil
attack B 'run the program with one byte changed' EACCES exec @/tmp/hello.changed
attack B 'ld.so ./evil' EACCES launch_by_ld_so
attack B 'map a library nobody blessed' EACCES map-exec @/tmp/evil
attack B 'map it, then make it executable' EACCES map-then-exec @/tmp/evil
attack B 'feed a blessed shell a script' allowed run @/bin/sh @/tmp/evil.sh
attack B 'run it from a memfd' allowed exec-memfd @/tmp/evil
attack B 'copy it out of the gate and run it' allowed run sh -c 'cp @/tmp/evil /tmp/ && /tmp/evil'
attack G 'remove a pin of the guard' EPERM remove_pin
attack G 'rename the directory of the pins' EPERM rename_pins
attack G 'unmount bpffs lazily' EPERM unmount_bpffs
attack G 'echo 0 > /proc/sys/kernel/ftrace_enabled' EPERM run sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
attack G 'the same through a procfs of its own' EPERM own_procfs
attack G 'rewrite the allowed digests through bpf(2)' EPERM rewrite_policy
attack G 'have a BPF program answer for the guard' EPERM overrule security_bpf_map true
attack G 'borrow a blessed identity (PR_SET_MM_EXE_FILE)' allowed borrow-exe-file $app
attack G 'load a kernel module' allowed run modprobe dummy

control 'run the blessed application' "$tree/opt/app/bin/hello"
control 'run dpkg of the blessed root, with its libraries' chroot "$tree" dpkg --version
control 'run a blessed shell and its children' chroot "$tree" sh -c 'ls /opt | grep app'
control 'read a blessed file' cmp "$tree/opt/app/bin/hello" "$tree/opt/app/bin/hello"
control 'write, rename and remove other files there' sh -c "cd $tree/var/tmp && echo a >b && mv b c && rm c"
control 'change the mode of other files there' chmod 600 "$tree/tmp/evil.sh"
control 'run programs outside the gate' /usr/bin/true
control 'mount and unmount elsewhere' sh -c 'mount -t tmpfs none /mnt && umount /mnt'
control 'measure a blessed file' fsverity measure "$tree/opt/app/bin/hello"
control 'give a blessed file a user attribute' setfattr -n user.note -v text "$tree/opt/app/bin/hello"

# Attacks on the guard itself. On the unguarded side they meet a bpffs of their own.
pins=/sys/fs/bpf/sbomlock

own_bpffs() {
  local own=/srv/bpffs
  mountpoint -q "$own" || mount --mkdir -t bpf bpf "$own"
  mkdir -p "$own/sbomlock"
  bpftool map create "$own/sbomlock/any" type hash key 4 value 4 entries 1 name any
  echo "$own"
}

remove_pin() {
  local victim
  victim=$(find "${1:-$(own_bpffs)}/sbomlock" -type f | sort | head -n 1)
  /node/probe - unlink "$victim"
}

rename_pins() {
  local own=${1:-$(own_bpffs)}
  /node/probe - rename "$own/sbomlock" "$own/elsewhere"
}

unmount_bpffs() {
  /node/probe - umount-lazily "${1:-$(own_bpffs)}"
}

own_procfs() {
  mountpoint -q /mnt/proc || mount --mkdir -t proc proc /mnt/proc
  /node/probe - run sh -c 'echo 0 >/mnt/proc/sys/kernel/ftrace_enabled'
}

rewrite_policy() {
  local pin=$pins/maps/verdicts
  local -a key
  if [[ -z ${1-} ]]; then
    pin=$(own_bpffs)/sbomlock/any
    /node/probe - run bpftool map update pinned "$pin" key 0 0 0 0 value 0 0 0 0
  else
    read -ra key <<<"$(first_key "$pin")"
    /node/probe - run bpftool map delete pinned "$pin" key hex "${key[@]}"
  fi
}

first_key() {
  bpftool -j map dump pinned "$1" | jq -r '.[0].key | join(" ")' | sed 's/0x//g'
}

# ld.so says what it could not do, but not why: that is what mmap(2) answered. The gate's own ld.so may
# not be traced, so it is that of the node.
launch_by_ld_so() {
  strace -e trace=mmap -o /tmp/trace /lib64/ld-linux-x86-64.so.2 "$tree/tmp/evil" && return 0
  sed -n 's/.* = -1 \(E[A-Z]*\) .*/\1/p' /tmp/trace
  return 3
}

# try TREE DISK OPERATION…   sets answer to 'allowed', an errno, or why it could not be tried
try() {
  local tree=$1 disk=$2 status=0 output
  shift 2
  local -a words=("${@//@disk/$disk}")
  words=("${words[@]//@/$tree}")
  if [[ $(type -t "${words[0]}") == function ]]; then
    output=$("${words[0]}" "${where[@]}" 2>/tmp/why) || status=$?
  else
    output=$(/node/probe - "${words[@]}" 2>/tmp/why) || status=$?
  fi
  case $status in
    0) answer=allowed ;;
    3) answer=${output##*$'\n'} ;;
    *) answer="not tried: $(tail -n 1 /tmp/why)" ;;
  esac
}

# A small tree with the names that the attacks use, on a file system of its own.
fresh_twin() {
  umount -R "$twin" 2>/dev/null || true
  mkfs.ext4 -q -F -b 4096 -O verity "$twin_disk" 64M
  mount --mkdir "$twin_disk" "$twin"
  mkdir -p "$twin"/{opt/app/bin,tmp,bin,lib64}
  cp "$tree/opt/app/bin/hello" "$twin/opt/app/bin/"
  cp "$tree/lib64/ld-linux-x86-64.so.2" "$twin/lib64/"
  cp "$tree/bin/sh" "$twin/bin/"
  setfattr -n security.ima -v 0x0404 "$twin/opt/app/bin/hello"
  smuggle "$twin"
}

# What an intruder brings along, unblessed. Its libraries are found outside the gate.
smuggle() {
  cp /usr/bin/true "$1/tmp/evil"
  cp "$1/opt/app/bin/hello" "$1/tmp/hello.changed"
  printf X | dd of="$1/tmp/hello.changed" bs=1 seek=9 conv=notrunc status=none
  printf '#!%s\nexit 0\n' "$1/bin/sh" >"$1/tmp/evil.sh"
  chmod 755 "$1/tmp/evil.sh"
}

# Undoes what a successful attack did to the node itself.
recover_node() {
  echo 1 >/proc/sys/kernel/ftrace_enabled
  : >/sys/kernel/tracing/uprobe_events
  rmmod dummy 2>/dev/null || true
}

row() {
  printf '%-2s %-47s %-12s %s\n' "$@"
}

say() {
  printf '\n%s\n' "$*"
}

show() {
  printf '# %s\n' "$*"
  "$@"
}

say "Linux $(uname -r)"
modprobe loop
mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
mkfs.ext4 -q -F -b 4096 -O verity "$disk"
mount --mkdir "$disk" "$tree"
tar -C "$tree" --numeric-owner -xpf /demo/rootfs.tar

say 'First without the guard: every attack must work.'
declare -A unguarded
where=()
for declared in "${attacks[@]}"; do
  eval "words=($declared)"
  fresh_twin
  try "$twin" "$twin_disk" "${words[@]:3}"
  unguarded[${words[1]}]=$answer
  recover_node
done
umount -R "$twin"

say 'Bless and load.'
show sbomlock doctor --root "$tree"
show sbomlock bless "$manifest" --root "$tree" --method=fsverity --method=ima
smuggle "$tree"
show sbomlock load "$manifest" --root "$tree" --mode=enforce --gate="$tree"

say 'Now with it. Root attacks:'
row '' 'attack' 'without' 'with sbomlock'
where=(/sys/fs/bpf)
refused=0
for declared in "${attacks[@]}"; do
  eval "words=($declared)"
  what=${words[1]} expected=${words[2]} without=${unguarded[${words[1]}]} note=
  try "$tree" "$disk" "${words[@]:3}"
  [[ $answer != "$expected" ]] && note="  <- expected $expected" && ((++surprises))
  [[ $without != allowed ]] && note+="  <- proves nothing" && ((++surprises))
  [[ $answer == E* ]] && ((++refused))
  row "${words[0]}" "$what" "$without" "$answer$note"
done

say 'And legitimate use goes on:'
working=0
for declared in "${controls[@]}"; do
  eval "words=($declared)"
  if "${words[@]:1}" >/tmp/why 2>&1; then
    row + "${words[0]}" '' works
    ((++working))
  else
    row + "${words[0]}" '' "FAILED: $(tail -n 1 /tmp/why)"
    ((++surprises))
  fi
done

say 'What the guard tells of it (first and last event):'
sbomlock events >/tmp/events
sed -n '1p;$p' /tmp/events
show sbomlock status

say 'Until the guard can be sealed, root may also take it away by name:'
show sbomlock unload
row G 'sbomlock unload, as root' allowed allowed

say "$((${#attacks[@]} + 1)) attacks: $refused refused, $((${#attacks[@]} + 1 - refused)) allowed." \
  "$working of ${#controls[@]} positive controls work. $surprises surprises."
((surprises == 0))
