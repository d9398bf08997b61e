#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# XFS exported by the node's own NFS server, which gives out its blocks (pNFS): who has them may say where a file
# ends.
#
# boot: add vmtest/cases/77-pnfs:/root/pnfs

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

# NFSEXP_INSECURE_PORT, NFSEXP_NOSUBTREECHECK, NFSEXP_FSID and NFSEXP_PNFS; root stays root.
readonly EXPORT_FLAGS=$((0x2 | 0x400 | 0x2000 | 0x20000))
readonly FAR_FUTURE=2147483647

restored=
make_file_system() {
  mkfs.xfs -q -f "$1"
}

prepare() {
  head -c 5000 /dev/zero | tr '\0' o >"$1/data"
  head -c 5000 /dev/zero | tr '\0' o >"$1/other"
}

attach() {
  guard "$1" ima data
}

# serve TREE   as mountd would answer: this tree is the root of all that is exported, to this node
serve() {
  echo "nfsd 127.0.0.1 $FAR_FUTURE here" >/proc/net/rpc/auth.unix.ip/channel
  echo "here $1 $FAR_FUTURE $EXPORT_FLAGS 65534 65534 0" >/proc/net/rpc/nfsd.export/channel
  printf 'here 1 \\x00000000 %s %s\n' "$FAR_FUTURE" "$1" >/proc/net/rpc/nfsd.fh/channel
  echo 'tcp 2049' >/proc/fs/nfsd/portlist
  echo 2 >/proc/fs/nfsd/threads
}

# The tree is busy as long as the server knows it.
forget() {
  local cache
  echo 0 >/proc/fs/nfsd/threads
  for cache in nfsd.fh nfsd.export auth.unix.ip; do
    echo "$FAR_FUTURE" >"/proc/net/rpc/$cache/flush"
  done
}

# grows ERRNO FILE   by LAYOUTCOMMIT
grows() {
  local answer=0
  serve "${2%/*}"
  /root/pnfs/client.py "${2##*/}" 8191 || answer=$?
  forget
  ((answer)) || [[ $(stat -c %s "$2") == 8192 ]] || return 2
  return "$answer"
}

attack 'A: let it grow by its blocks, as a client of pNFS' EPERM grows @/data

control 'read it' read @/data
control 'the same of another file' grows @/other

modprobe xfs
modprobe nfsd
mountpoint -q /proc/fs/nfsd || mount -t nfsd nfsd /proc/fs/nfsd
ip link set lo up
# Version 3 registers with a port mapper, which is not here.
echo '-3 +4.1' >/proc/fs/nfsd/versions
echo 10 >/proc/fs/nfsd/nfsv4gracetime
run_attacks
