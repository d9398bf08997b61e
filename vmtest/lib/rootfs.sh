# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The node's root file system: a minimal Debian 12 with the tools that cases use, as an ext4 image with
# the verity feature.

# shellcheck source=vmtest/lib/packages.sh
source "${BASH_SOURCE[0]%/*}/packages.sh"

ROOTFS_LIB=${BASH_SOURCE[0]%/*}
ROOTFS_SUITE=bookworm
ROOTFS_SIZE=2G
# libbpf1 libelf1 zlib1g are what the loader needs; the rest attacks or inspects.
ROOTFS_PACKAGES=(
  systemd systemd-sysv udev dbus
  libbpf1 libelf1 zlib1g
  bpftool fsverity ima-evm-utils keyutils openssl
  attr acl libcap2-bin e2fsprogs xfsprogs btrfs-progs dmsetup util-linux mount
  procps kmod iproute2 strace file jq python3-minimal busybox-static
)

# rootfs_entry [PACKAGE…]   prints the directory that holds root.ext4, with these packages beside the usual
rootfs_entry() {
  local private_dir private_options key
  private_lists "$ROOTFS_SUITE"
  key=$({
    cat "$private_dir"/lists/*Release "$ROOTFS_LIB/rootfs.sh"
    echo "$*"
  } | cache_key)
  cache_entry root "$key" rootfs_build "$private_dir/mirror.sources" "$@"
}

# rootfs_build SOURCES [PACKAGE…] ENTRY
rootfs_build() {
  local sources=$1 entry=${*: -1} tree
  local -a packages=("${@:2:$#-2}")
  tree=$entry/tree
  mkdir "$tree"
  debian_tree "$ROOTFS_SUITE" "$tree" "$sources" "${ROOTFS_PACKAGES[@]}" "${packages[@]}"
  echo node >"$tree/etc/hostname"
  chmod 755 "$tree"
  truncate -s "$ROOTFS_SIZE" "$entry/root.ext4"
  mke2fs -q -t ext4 -b 4096 -O verity -E lazy_itable_init=0,lazy_journal_init=0 \
    -d "$tree" "$entry/root.ext4"
  rm -rf "$tree"
}

# debian_tree SUITE DIR SOURCES PACKAGE…
debian_tree() {
  local suite=$1 tree=$2 sources=$3
  shift 3
  mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "$*")" "$suite" "$tree" "$sources"
}
