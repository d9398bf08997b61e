# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Manifests come from the host: they are compiled where software is built, not where it runs, and the
# emulated processors take ten times as long. lib/compile.sh answers.

# shellcheck source=vmtest/lib/guest/port.sh
source /node/lib/port.sh

# compile_on_host MANIFEST SBOM TREE OPTION…   as 'sbomlock compile SBOM --rootfs TREE -o MANIFEST OPTION…'
# in the node, except for the load; ends with its status
compile_on_host() {
  local manifest=$1 sbom=$2 tree=$3 work channel size='' status=''
  shift 3
  # In memory, so that nothing of it is part of a tree.
  work=$(mktemp -d /dev/shm/compile-XXXXXX)
  mkdir "$work/sbom"
  cp "$sbom" "$work/sbom/"
  : >"$work/options"
  ((!$#)) || printf '%s\n' "$@" >"$work/options"
  tar -c --sparse --numeric-owner --xattrs --xattrs-include='*' -f "$work/request" -C "$work" sbom options \
    --transform='s,^\.,tree,S' -C "$tree" .
  exec {channel}<>"$(port compile)"
  stat -c %s "$work/request" >&"$channel"
  cat "$work/request" >&"$channel"
  read -r status size <&"$channel"
  head -c "$size" <&"$channel" | tar -x --touch -C "$work"
  exec {channel}>&-
  cat "$work/said" >&2
  [[ $status != 0 ]] || cp "$work/manifest" "$manifest"
  rm -rf "$work"
  return "$status"
}
