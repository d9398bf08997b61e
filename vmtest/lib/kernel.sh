# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The node's kernels: the newest Debian cloud kernel of each series, with the initramfs that finds the
# root disk and a disk image of its modules.

# shellcheck source=vmtest/lib/packages.sh
source "${BASH_SOURCE[0]%/*}/packages.sh"

KERNELS=(6.12 7.2)
KERNEL_LIB=${BASH_SOURCE[0]%/*}

kernel_suite() {
  case $1 in
    6.12) echo bookworm-backports ;;
    7.2) echo trixie-backports ;;
    *) die 2 "kernel '$1' is not one of '${KERNELS[*]}'." "Pass one of them, or 'all', to -k." ;;
  esac
}

# Prints the release of the newest kernel of the series, as in 6.12.95+deb12-cloud-amd64.
kernel_release() {
  local series=$1 suite=$2 release
  release=$(private_apt "$suite" apt-cache pkgnames "linux-image-$series." |
    sed -nE 's/^linux-image-([0-9.]+\+deb[0-9]+-cloud-amd64)$/\1/p' | sort -V | tail -n 1)
  [[ -n $release ]] ||
    die 3 "the suite '$suite' offers no cloud kernel of the series $series, so that node cannot be built." \
      "Name the suite that has one in kernel_suite of vmtest/lib/kernel.sh."
  printf '%s\n' "$release"
}

# From 7.2 on the image, the modules and what ties them together are separate packages.
kernel_packages() {
  private_apt "$1" apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances "linux-image-$2" |
    grep -E "^linux-(image|binary|modules|base)-${2//+/\\+}\$" | sort
}

# Prints the directory that holds vmlinuz, initramfs and modules.ext4 of the series.
kernel_entry() {
  local series=$1 suite release packages key
  suite=$(kernel_suite "$series")
  release=$(kernel_release "$series" "$suite")
  packages=$(kernel_packages "$suite" "$release")
  key=$({
    # shellcheck disable=SC2086
    private_apt "$suite" apt-cache show $packages | grep -E '^(Package|Version|SHA256):'
    cat "$KERNEL_LIB/kernel.sh" "$KERNEL_LIB/guest/initramfs"
  } | cache_key)
  cache_entry "kernel-$series" "$key" kernel_build "$suite" "$release" "$packages"
}

kernel_build() {
  local suite=$1 release=$2 packages=$3 entry=$4 tree=$4/tree
  mkdir "$tree"
  # shellcheck disable=SC2086
  fetch_packages "$suite" "$tree" $packages
  # One of the two layouts: /lib/modules, or merged under /usr.
  [[ -d $tree/lib/modules ]] || ln -s usr/lib "$tree/lib"
  depmod -b "$tree" "$release"
  cp "$(kernel_image "$tree")" "$entry/vmlinuz"
  kernel_initramfs "$tree/lib/modules/$release" "$entry/tree/initramfs" "$entry/initramfs"
  truncate -s 160M "$entry/modules.ext4"
  mke2fs -q -t ext4 -d "$tree/lib/modules" "$entry/modules.ext4"
  rm -rf "$tree"
}

kernel_image() {
  find "$1" -type f \( -name 'vmlinuz-*' -o -name vmlinuz \) -print -quit
}

# The initramfs holds busybox, the block driver (a module in Debian's kernels) and our /init.
kernel_initramfs() {
  local modules=$1 work=$2 initramfs=$3
  mkdir -p "$work"/{bin,dev,proc,sys,root}
  cp /bin/busybox "$work/bin/busybox"
  xz -dc "$modules/kernel/drivers/block/virtio_blk.ko.xz" >"$work/virtio_blk.ko"
  cp "$KERNEL_LIB/guest/initramfs" "$work/init"
  chmod 755 "$work/init"
  (cd "$work" && find . -print0 | LC_ALL=C sort -z |
    cpio --quiet -o -0 -H newc -R 0:0 --reproducible) >"$initramfs"
}
