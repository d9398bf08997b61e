#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The whole node is gated: its own root file system is blessed, and nothing else runs, whoever starts it
# and wherever it lies, nor does the kernel load anything else.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

root=/srv/root
manifest=/run/node.manifest.json

prepare() {
  mkdir -p "$1/tmp"
  cp /bin/cat "$1/tmp/evil"
  echo x >>"$1/tmp/evil"
  printf '#!/bin/sh\nexit 0\n' >"$1/tmp/script"
  chmod 755 "$1/tmp/script"
}

# What dpkg installed, as an SBOM names packages, and the files that the harness has put beside it.
make_sbom() {
  local file
  {
    # shellcheck disable=SC2016
    dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' |
      jq -R 'split(" ") | {type: "library", name: .[0], version: .[1],
        purl: "pkg:deb/debian/\(.[0])@\(.[1])?arch=\(.[2])"}'
    find /node /opt/sbomlock /root/modules -xdev -type f | while read -r file; do
      sha256sum "$file"
    done | jq -R '{type: "file", name: .[66:], hashes: [{alg: "SHA-256", content: .[:64]}]}'
  } | jq -n '{bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: [inputs]}'
}

bless_node() {
  mkdir -p /root/modules "$root"
  busybox xzcat "$(modinfo -n dummy)" >/root/modules/dummy.ko
  busybox xzcat "$(modinfo -n loop)" >/root/loop.ko
  # What no step here needs would only be measured.
  # shellcheck disable=SC2114
  rm -rf /usr/share /usr/lib/{python3*,udev,systemd,valgrind,x86_64-linux-gnu/gconv}
  # Not what is mounted on it.
  mount --bind / "$root"
  make_sbom >/run/node.cdx.json
  compile_on_host "$manifest" /run/node.cdx.json "$root" --allow-jit /opt/sbomlock/runtime/bin/java
  sbomlock bless "$manifest" --root "$root" --method=fsverity
}

attach() {
  sbomlock load "$manifest" --root "$root" --mode="${guard_mode:-enforce}" --gate=node
}

insert() {
  local answer=0
  /node/probe "$1" load-module "$2" || answer=$?
  ((answer)) || rmmod "$(basename "$2" .ko)"
  return "$answer"
}

attack 'B: run what is not blessed' EACCES exec @/tmp/evil
attack 'B: a script that is not blessed' EACCES exec @/tmp/script
attack 'B: run it from a tmpfs' EACCES run sh -c 'cp @/tmp/evil /run/evil && /run/evil --version'
attack 'B: a memfd' EACCES exec-memfd @/tmp/evil
attack 'B: map it executable' EACCES map-exec @/tmp/evil
attack 'B: anonymous executable memory' EACCES map-anonymous-exec
attack 'B: executable System V shared memory' EACCES shared-memory-exec
attack 'B: trace a process' EPERM ptrace-attach 1
attack 'B: /proc/1/mem' EACCES open-proc-mem 1
untried 7.2 'the kernel itself refuses to write code that way'
attack 'B: its own code through /proc/self/mem' EACCES write-own-code
attack 'G: a kernel module that is not blessed' EPERM insert /root/loop.ko
attack 'G: modprobe' EPERM run sh -c 'modprobe loop && rmmod loop'

control 'run the tools of the node' run sh -c 'ls / >/dev/null && openssl version'
control 'scripts that are blessed' run ldd --version
control 'a runtime that may make code' run sbomlock --version
control 'a kernel module that is blessed' insert /root/modules/dummy.ko
control 'write and read files' run sh -c 'echo text >/run/text && cat /run/text'

# A manifest of one file: nearly everything would be locked out.
too_little() {
  local little
  mount --mkdir -t tmpfs none /srv/little
  cp /bin/true /srv/little/
  setfattr -n security.ima -v "0x0404$(sha256sum /srv/little/true | cut -c 1-64)" /srv/little/true
  little=$(measure /srv/little true)
  refused L021 1 sbomlock load "$little" --root /srv/little --mode=enforce --gate=node
  refused L024 1 sbomlock load "$little" --root /srv/little --mode=enforce --gate=node
}

check 'a node that is not blessed is not gated: init, shell and our runtime would be locked out' too_little
check 'the whole node is blessed' bless_node
check 'nothing is left then' nothing_loaded
run_attacks
check 'it can be unloaded' sbomlock unload
