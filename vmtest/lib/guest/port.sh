# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The channels between the node and its host.

# port NAME   prints the device of the channel with that name
port() {
  local name
  for name in /sys/class/virtio-ports/*/name; do
    if [[ $(<"$name") == "$1" ]]; then
      name=${name%/name}
      echo "/dev/${name##*/}"
    fi
  done
}
