#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The node is what the other cases take for granted: the kernel asked for, its BTF, an active BPF LSM,
# fs-verity on the root and on a fresh file system, and a probe whose four answers are right.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

lsm_lists() {
  grep -qE "(^|,)$1(,|$)" /sys/kernel/security/lsm
}

answers() {
  local expected=$1 answer=0
  shift
  /node/probe "$@" || answer=$?
  echo "answered $answer"
  ((answer == expected))
}

measured() {
  fsverity measure "$1" | cut -d ' ' -f 1
}

# What FS_IOC_MEASURE_VERITY says must be what the tool computes from the content.
verity_agrees() {
  local size=$1 file=/root/verity-$1 expected
  head -c "$size" /dev/urandom >"$file"
  expected=$(fsverity digest --compact "$file")
  fsverity enable "$file"
  [[ $(measured "$file") == "sha256:$expected" ]]
}

verity_on_spare_disk() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount /dev/vdc /mnt
  cp /bin/true /mnt/true
  fsverity enable /mnt/true
  measured /mnt/true
  umount /mnt
}

# On a disk full of other bytes: the image's zeros count as much as the rest.
disk_takes_image() {
  dd if=/dev/urandom of=/dev/vdc bs=1M count=4 status=none
  truncate -s 4M /root/image
  printf 'in the middle' | dd of=/root/image bs=1M seek=2 conv=notrunc status=none
  /node/probe - write-image /root/image /dev/vdc
  cmp --bytes=4M /root/image /dev/vdc
}

check "the kernel is $NODE_KERNEL" kernel_is "$NODE_KERNEL"
check 'the kernel has BTF' test -s /sys/kernel/btf/vmlinux
for lsm in bpf ima landlock; do
  check "the security module '$lsm' is active" lsm_lists "$lsm"
done
for size in 0 1 4095 4096 4097 524288 524289 3000000; do
  check "FS_IOC_MEASURE_VERITY agrees with 'fsverity digest' at $size bytes" verity_agrees "$size"
done
check 'a spare disk takes an ext4 with fs-verity' verity_on_spare_disk
check 'a disk takes an image, zeros and all' disk_takes_image
check 'the modules of this kernel can be loaded' modprobe overlay
check 'libbpf is there' test -e /usr/lib/x86_64-linux-gnu/libbpf.so.1
check 'bpffs is mounted' mountpoint -q /sys/fs/bpf

touch /root/plain
cp /bin/true /root/verity-program
fsverity enable /root/verity-program
check 'the probe answers 0 for what is allowed' answers 0 EPERM open-write /root/plain
check 'the probe answers 1 for the refusal expected' answers 1 EPERM open-write /root/verity-program
check 'the probe answers 2 for what it cannot try' answers 2 EPERM held-fd-write /root/missing /root/ready /root/go
check 'the probe answers 2 for an unknown operation' answers 2 EPERM no-such-operation
check 'the probe answers 3 for another refusal' answers 3 EPERM open-write /root/missing
check 'the probe finds the errno in what a tool says' answers 1 EPERM run truncate -s 0 /root/verity-program
