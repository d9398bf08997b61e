# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What cases of the guard share: from files to a loaded guard. Sourced after case.sh.

# shellcheck source=vmtest/lib/guest/compile.sh
source /node/lib/compile.sh

GUARD_DIRECTORY=/root/guard
# More options for compile, as --allow-jit.
compile_options=()
# A manifest of the same tree, when there is one already.
measured=

# measure TREE FILE…   compiles a manifest that accounts for these files, named below TREE, by an SBOM
# that states their digests; prints the manifest's name
measure() {
  local tree=$1 file digest separator=''
  local sbom=$GUARD_DIRECTORY/files.cdx.json manifest=$GUARD_DIRECTORY/files.manifest.json
  shift
  mkdir -p "$GUARD_DIRECTORY"
  {
    printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":['
    for file in "$@"; do
      digest=$(sha256sum "$tree/$file") || return
      printf '%s{"type":"file","name":"/%s","hashes":[{"alg":"SHA-256","content":"%s"}]}' \
        "$separator" "$file" "${digest%% *}"
      separator=,
    done
    printf ']}'
  } >"$sbom"
  compile_on_host "$manifest" "$sbom" "$tree" "${compile_options[@]}" || return
  echo "$manifest"
}

# guard TREE METHOD FILE… [-- OPTION…]   measures, blesses and loads, in enforce mode or guard_mode
guard() {
  local tree=$1 method=$2 manifest
  local -a files=()
  shift 2
  while (($#)) && [[ $1 != -- ]]; do
    files+=("$1")
    shift
  done
  manifest=${measured:-$(measure "$tree" "${files[@]}")}
  echo "# blessed by $method"
  sbomlock bless "$manifest" --root "$tree" --method="$method"
  sbomlock load "$manifest" --root "$tree" --mode="${guard_mode:-enforce}" "${@:2}"
}

# Has the kernel forget what nobody holds: of a file that fs-verity was enabled on while a gate stands, the digest
# counts only then.
settle() {
  sync
  for _ in 1 2 3; do
    echo 3 >/proc/sys/vm/drop_caches
  done
}

# Whether nothing of the guard is left.
# The kernel frees programs some time after their last reference is gone.
nothing_loaded() {
  local tries=100
  [[ ! -e /sys/fs/bpf/sbomlock ]] || return
  while bpftool prog show | grep -q 'name sbomlock_'; do
    ((tries--)) || return 1
    sleep 0.1
  done
}

# refused CODE STATUS COMMAND…   whether the command ends with that status, gives that diagnostic code
# and a remedy, and leaves nothing loaded
refused() {
  local code=$1 expected=$2 answer=0 output
  shift 2
  output=$("$@" 2>&1) || answer=$?
  printf '%s\nstatus %s\n' "$output" "$answer"
  ((answer == expected)) && grep -q "^$code " <<<"$output" && grep -q '^     [A-Z]' <<<"$output"
}

# maps_by_id ERRNO COUNT   a probe: gets hold of every map in the kernel by its id. Refused when exactly so
# many were. Without the guard it takes another owner's map.
maps_by_id() {
  local id answer refusals=0
  if [[ ! -e /sys/fs/bpf/sbomlock/maps/settings ]]; then
    bpftool map create /sys/fs/bpf/of-another type hash key 4 value 4 entries 1 name another
    id=$(bpftool -j map show pinned /sys/fs/bpf/of-another | jq .id)
    /node/probe "$1" map-by-id "$id" || return
    rm /sys/fs/bpf/of-another
    return
  fi
  for id in {1..500}; do
    answer=0
    /node/probe "$1" map-by-id "$id" >/dev/null 2>&1 || answer=$?
    # 3: there is no map of that id.
    case $answer in
      1) ((++refusals)) ;;
      0 | 3) ;;
      *) return 2 ;;
    esac
  done
  echo "$refusals maps are refused"
  ((refusals)) || return 0
  ((refusals == $2)) && return 1
  return 3
}
