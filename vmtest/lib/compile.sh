# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Compiles manifests on the host for a node that asks: lib/guest/compile.sh. A request is its size in
# bytes on a line, then a tar archive of 'sbom/NAME', 'options' (one a line) and 'tree'. The answer is the
# exit status and the size of what follows on a line, then a tar archive of 'said' and 'manifest'.

# compile_service CHANNEL SCRATCH IMAGE   answers what comes through the pipes CHANNEL.in and CHANNEL.out, as
# QEMU names them, until it is ended
compile_service() {
  local channel=$1 scratch=$2/compile image=$3 size
  exec 3<>"$channel.out" 4<>"$channel.in"
  while read -r size <&3; do
    rm -rf "$scratch"
    mkdir "$scratch"
    head -c "$size" <&3 >"$scratch/request"
    compile_answer "$scratch" "$image" >&4
  done
}

compile_answer() {
  local scratch=$1 image=$2 status=0
  local -a options=()
  : >"$scratch/manifest"
  {
    tar -x --numeric-owner --xattrs --xattrs-include='*' -f "$scratch/request" -C "$scratch" &&
      readarray -t options <"$scratch/options" &&
      "$image/bin/sbomlock" compile "$scratch/sbom/"* --rootfs "$scratch/tree" -o "$scratch/made" \
        "${options[@]}" </dev/null
  } >"$scratch/said" 2>&1 || status=$?
  ((status)) || mv "$scratch/made" "$scratch/manifest"
  tar -c -f "$scratch/answer" -C "$scratch" said manifest
  printf '%d %d\n' "$status" "$(stat -c %s "$scratch/answer")"
  cat "$scratch/answer"
}
