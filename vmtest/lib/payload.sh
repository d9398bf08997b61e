# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What a boot adds to the cached root: sbomlock, the script, the guest's own files and --add files, as a
# tar archive that becomes the payload disk. A node that was kept (lib/ready.sh) gets it in two parts.

# shellcheck source=vmtest/lib/say.sh
source "${BASH_SOURCE[0]%/*}/say.sh"

PAYLOAD_LIB=${BASH_SOURCE[0]%/*}
PAYLOAD_PROJECT=${PAYLOAD_LIB%/vmtest/lib}

# Prints the directory of the built application image, or nothing for SBOMLOCK_IMAGE=none.
application_image() {
  local image=${SBOMLOCK_IMAGE:-$PAYLOAD_PROJECT/cli/target/sbomlock}
  [[ $image != none ]] || return 0
  [[ -x $image/bin/sbomlock ]] ||
    die 3 "there is no executable '$image/bin/sbomlock', so sbomlock cannot be installed in the node." \
      "Build it with 'mvn package', or set SBOMLOCK_IMAGE to the application image, or to 'none'."
  printf '%s\n' "$image"
}

# payload_make ARCHIVE STAGE KERNEL APPLICATION SCRIPT MODE [HOST:GUEST…]   STAGE is an empty scratch
# directory; APPLICATION is one that payload_application has filled, or an empty one; MODE is init,
# systemd, shell or systemd-shell; or ready, without a script, and rest for what comes later
payload_make() {
  local archive=$1 stage=$2 kernel=$3 application=$4 script=$5 mode=$6
  shift 6
  mkdir -p "$stage"
  [[ $mode == rest ]] || payload_base "$stage" "$kernel" "$application"
  [[ -z $script ]] || install -D -m 755 "$script" "$stage/node/script"
  case $mode in
    ready) : >"$stage/node/ready" ;;
    *shell) : >"$stage/node/shell" ;;
  esac
  case $mode in systemd*) payload_systemd "$stage" ;; esac
  local pair
  for pair in "$@"; do
    payload_add "$stage" "${pair%%:*}" "${pair#*:}"
  done
  tar -c --xattrs --xattrs-include='*' --sort=name -f "$archive" -C "$stage" .
}

# payload_base STAGE KERNEL APPLICATION
payload_base() {
  local stage=$1 kernel=$2 application=$3
  cp -aT "$application" "$stage"
  mkdir -p "$stage/node/lib"
  install -m 755 "$PAYLOAD_LIB/guest/"{init,run,wait} "$stage/node/"
  cp "$PAYLOAD_LIB/guest/"*.sh "$stage/node/lib/"
  cp "$PAYLOAD_PROJECT/vmtest/probe/target/probe" "$stage/node/probe"
  echo "$kernel" >"$stage/node/kernel"
}

payload_systemd() {
  local units=$1/etc/systemd/system
  mkdir -p "$units"
  cp "$PAYLOAD_LIB/guest/"node{.target,-script.service} "$units/"
  ln -s node.target "$units/default.target"
  # A login prompt would share the terminal with the shell that -s gives.
  ln -s /dev/null "$units/serial-getty@.service"
  : >"$1/node/with-systemd"
}

# payload_application STAGE IMAGE   the same for every boot of a run, for archiving its classes takes seconds
payload_application() {
  mkdir -p "$1"/{opt,usr/bin}
  cp -a "$2" "$1/opt/sbomlock"
  chown -hR 0:0 "$1/opt/sbomlock"
  ln -s /opt/sbomlock/bin/sbomlock "$1/usr/bin/sbomlock"
  # Class archives serve only where they were made, hence the namespace in which this is the place.
  # shellcheck disable=SC2016
  unshare --mount --propagation private bash -euc '
    mount -t tmpfs none /opt
    mkdir /opt/sbomlock
    mount --bind "$1/opt/sbomlock" /opt/sbomlock
    "$2/packaging/share-class-data" /opt/sbomlock' share "$1" "$PAYLOAD_PROJECT"
}

payload_add() {
  local target=$1$3
  mkdir -p "${target%/*}"
  cp -aT "$2" "$target"
}
