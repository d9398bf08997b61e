# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the probe, the static program that tries one forbidden operation and tells how it was answered.

PROBE=${BASH_SOURCE[0]%/lib/*}/probe

# Set aside and renamed, so that two runs at the same time cannot see half a program.
probe_build() {
  local program=$PROBE/target/probe fresh
  [[ ! -x $program || -n $(find "$PROBE" -maxdepth 1 -name '*.[ch]' -newer "$program") ]] || return 0
  mkdir -p "$PROBE/target"
  fresh=$(mktemp "$PROBE/target/probe-XXXXXX")
  gcc -std=gnu11 -O1 -Wall -Wextra -Werror -static -o "$fresh" "$PROBE"/*.c
  chmod 755 "$fresh"
  mv "$fresh" "$program"
}
