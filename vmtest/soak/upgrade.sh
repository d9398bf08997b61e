#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# dpkg upgrades a package under a guard as docs/UPDATES.md says: at no moment anything runs that nobody has
# blessed, and all else stays guarded.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

tree=/srv/guarded
packages=/root/packages
manifests=/etc/sbomlock/manifests.d
greet=$tree/usr/bin/greet

of_tree() {
  dpkg --root="$tree" "$@"
}

# build NAME VERSION [SCRIPT]   NAME.VERSION.deb, and in NAME.VERSION what it brings onto the node. With a postinst,
# or another script of the package
build() {
  local work=$packages/$1.$2 script=${3:-postinst} info=$packages/$1.$2/var/lib/dpkg/info
  mkdir -p "$work"/{DEBIAN,usr/bin,usr/lib/"$1"}
  printf 'Package: %s\nVersion: %s\nArchitecture: amd64\nMaintainer: nobody\nDescription: greets\n' "$1" "$2" \
    >"$work/DEBIAN/control"
  printf '#!/bin/sh\necho %s >/configured\n' "$2" >"$work/DEBIAN/$script"
  printf '#!/bin/sh\necho %s\n' "$2" >"$work/usr/bin/${1%er}"
  cp /bin/echo "$work/usr/lib/$1/only-$2"
  echo "$2" >>"$work/usr/lib/$1/only-$2"
  chmod 755 "$work/DEBIAN/$script" "$work/usr/bin/${1%er}"
  dpkg-deb --root-owner-group --build "$work" "$packages/$1.$2.deb"
  mkdir -p "$info"
  mv "$work/DEBIAN/$script" "$info/$1.$script"
  rm -r "$work/DEBIAN"
}

# manifest_of VERSION   as a pipeline makes it, which has the package and not the node
manifest_of() {
  mv "$(measure "$packages/greeter.$1" usr/bin/greet "usr/lib/greeter/only-$1" var/lib/dpkg/info/greeter.postinst)" \
    "$packages/greeter.$1.json"
}

install_node() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 64M
  mount --mkdir /dev/vdc "$tree"
  mkdir -p "$tree"/{bin,var/lib/dpkg/{info,updates,triggers}} "$manifests" "$packages"
  touch "$tree/var/lib/dpkg/"{status,available}
  cp /bin/busybox "$tree/bin/sh"
  build greeter 1
  build greeter 2
  build early 1 preinst
  manifest_of 1
  manifest_of 2
  # Without the guard it is no trouble.
  of_tree --install "$packages/early.1.deb"
  of_tree --purge early
  of_tree --install "$packages/greeter.1.deb"
  mv "$(measure "$tree" bin/sh)" "$manifests/rest.json"
  cp "$packages/greeter.1.json" "$manifests/greeter.json"
  for manifest in "$manifests"/*; do
    sbomlock bless "$manifest" --root "$tree" --method=fsverity
  done
  printf 'root = %s\nmode = enforce\ngate = %s\n' "$tree" "$tree" >/etc/sbomlock/load.conf
  sbomlock load --config-dir /etc/sbomlock
  [[ $("$greet") == 1 ]]
}

# What 'systemctl reload sbomlock' does.
reload() {
  sbomlock load --config-dir /etc/sbomlock --replace
}

denied() {
  local answer=0
  /node/probe "$@" || answer=$?
  ((answer == 1))
}

# fails WORDS COMMAND…   and says so
fails() {
  local words=$1 output
  shift
  if output=$("$@" 2>&1); then
    return 1
  fi
  echo "$output"
  grep -q "$words" <<<"$output"
}

version() {
  dpkg-query --admindir="$tree/var/lib/dpkg" -W -f '${Version} ${db:Status-Status}' greeter
}

as_ever() {
  fails 'Operation not permitted' of_tree --unpack "$packages/greeter.2.deb"
  [[ $("$greet") == 1 ]]
  [[ $(version) == '1 installed' ]]
}

without_it() {
  mv "$manifests/greeter.json" "$packages/before.json"
  reload
  denied EPERM unlink "$tree/bin/sh"
  denied EACCES exec "$greet"
}

unpacked() {
  of_tree --unpack "$packages/greeter.2.deb"
  [[ $(version) == '2 unpacked' ]]
  denied EACCES exec "$greet"
  denied EACCES exec "$tree/usr/lib/greeter/only-2"
  fails 'Permission denied' of_tree --configure greeter
}

other_content() {
  cp -a "$greet" /root/aside
  echo 'echo more' >>"$greet"
  fails "^B004 " sbomlock bless "$packages/greeter.2.json" --root "$tree" --method=fsverity
  denied EACCES exec "$greet"
  mv /root/aside "$greet"
}

blessed() {
  sbomlock bless "$packages/greeter.2.json" --root "$tree" --method=fsverity
  cp "$packages/greeter.2.json" "$manifests/greeter.json"
  reload
  of_tree --configure greeter
  [[ $(version) == '2 installed' && $("$greet") == 2 && $(<"$tree/configured") == 2 ]]
  [[ $("$tree/usr/lib/greeter/only-2" hello) == hello && ! -e $tree/usr/lib/greeter/only-1 ]]
  denied EPERM unlink "$greet"
  denied EPERM open-write "$greet"
}

early() {
  fails 'Permission denied' of_tree --install "$packages/early.1.deb"
  [[ ! -e $tree/usr/bin/early && ! -e $tree/usr/lib/early ]]
}

check 'a package is installed, blessed and guarded' install_node
check 'dpkg replaces nothing of it, and leaves what was' as_ever
check 'without its manifest the rest is guarded as before' without_it
check 'then dpkg unpacks the new version, which does not run, nor does its postinst' unpacked
check 'what is not what was compiled is not blessed' other_content
check 'blessed and loaded, it is configured, runs and is guarded' blessed
check 'a package with a preinst cannot be installed behind a gate' early
check 'it can be unloaded' sbomlock unload
