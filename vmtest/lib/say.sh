# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# How the node's scripts speak: notes and errors go to stderr, stdout carries the guest's output only.

note() {
  printf 'vmtest: %s\n' "$*" >&2
}

# die STATUS PLACE-AND-FACT REMEDY
die() {
  printf 'vmtest: %s\n        %s\n' "$2" "$3" >&2
  exit "$1"
}
