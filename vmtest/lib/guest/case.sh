# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What a test case is written with. Sourced by vmtest/cases/*.sh inside the node; docs/NODE.md shows one.
#
# check WHAT COMMAND…            passes when the command succeeds
# attack WHAT ERRNO OPERATION…   declares an attack that must work before attach and be refused after it
# control WHAT OPERATION…        declares a legitimate use that must work after attach
# untried KERNEL REASON          the next attack cannot be tried on this kernel
# gap REASON                     the next attack is known not to be refused yet
# unseen REASON                  the kernel itself refuses the next attack before any hook, so no guard tells of it
# run_attacks                    baseline → attach → refusals → controls; with compare_modes set, instead of
#                                that and of all that follows, whether audit mode tells of them
#
# An OPERATION is one of the probe's (probe --list), or a function of the case that answers like the
# probe: 0 allowed, 1 refused with $1, 2 could not be tried, 3 refused otherwise. In its arguments '@'
# stands for the tree and '@disk' for the block device below it. The case defines
#   prepare TREE DISK   fills a fresh file system
#   arrange TREE DISK   puts the node in order for it, if something beside the tree matters
#   attach TREE DISK    blesses and loads
#   detach TREE DISK    ends what attach has started beside that

set -euo pipefail

# The series that was asked for, as in 6.12.
# shellcheck source=vmtest/lib/guest/modes.sh
source /node/lib/modes.sh

export NODE_KERNEL
NODE_KERNEL=$(</node/kernel)
case_results=0
case_failures=0
case_reason=
case_gap=
case_unseen=
attacks=()
declare -A unseen_attacks=()
controls=()
# Where the unguarded and the guarded tree lie; a case may name others.
disks=(/dev/vdc /dev/vdd)

case_ended() {
  local status=$?
  if ((status)); then
    result 'not ok' "the case itself failed with status $status"
  fi
  echo "1..$case_results"
  ((case_failures == 0)) || exit 1
}
trap case_ended EXIT

# result 'ok'|'not ok' TEXT
result() {
  ((++case_results))
  [[ $1 == ok || $2 == *' # TODO '* ]] || ((++case_failures))
  echo "$1 $case_results - $2"
}

# The lines that explain a failure.
explain() {
  [[ -z $1 ]] || printf '# %s\n' "${1//$'\n'/$'\n'# }"
}

# attempt COMMAND…   sets output and status. Not by "||", under which a failing step in the middle of a
# function would go unseen.
attempt() {
  set +e
  output=$(set -e; "$@" 2>&1)
  status=$?
  set -e
}

check() {
  local what=$1 output status
  shift
  attempt "$@"
  if ((status)); then
    result 'not ok' "$what: '$*' ended with status $status"
    explain "$output"
  else
    result ok "$what"
  fi
}

kernel_is() {
  [[ $(uname -r) == "$1".* ]]
}

untried() {
  ! kernel_is "$1" || case_reason=$2
}

gap() {
  case_gap=$1
}

unseen() {
  case_unseen=$1
}

attack() {
  attacks+=("$(printf '%q ' "$case_reason" "$case_gap" "$@")")
  [[ -z $case_unseen ]] || unseen_attacks[$1]=$case_unseen
  case_reason=
  case_gap=
  case_unseen=
}

control() {
  controls+=("$(printf '%q ' "$@")")
}

# try TREE DISK ERRNO OPERATION ARGUMENT…   sets status (the probe's answer) and output
try() {
  local tree=$1 disk=$2 errno=$3 operation=$4
  local -a arguments
  shift 4
  arguments=("${@//@disk/$disk}")
  arguments=("${arguments[@]//@/$tree}")
  if [[ $(type -t "$operation") == function ]]; then
    attempt operate "$operation" "$errno" "${arguments[@]}"
  else
    attempt /node/probe "$errno" "$operation" "${arguments[@]}"
  fi
}

# Runs an operation of the case's. What was refused is said by the probe, by a program of the tree, or by a
# condition. A step that fails by itself, as rmmod does, would say so as well by its status.
operate() {
  case_step=
  set -E
  trap 'case_step=$BASH_COMMAND' ERR
  trap 'failed_step "$?" "$case_step"' EXIT
  "$@"
}

failed_step() {
  (($1 == 1)) || return 0
  # shellcheck disable=SC2016
  case $2 in
    *probe* | *'"$@"'* | *'"${@'* | return* | [\"\$\(]* | '[['*) return 0 ;;
  esac
  [[ $(type -t "${2%% *}") != function ]] || return 0
  echo "the step '$2' failed with status $1"
  exit 2
}

# A case may define another; where that is larger, it sets restored to nothing, and each tree is made anew.
restored=yes
file_system=
make_file_system() {
  mkfs.ext4 -q -F -b 4096 -O verity "$1" 64M
}

# What a case does to the node for each fresh tree, beside filling it.
arrange() {
  :
}

detach() {
  :
}

# mounted TREE   by bash's own means, for each program executed takes tens of milliseconds here
mounted() {
  local place
  while read -r _ place _; do
    [[ $place != "$1" ]] || return 0
  done </proc/self/mounts
  return 1
}

# type_of TREE   prints the type of its file system
type_of() {
  local place type
  while read -r _ place type _; do
    [[ $place != "$1" ]] || echo "$type"
  done </proc/self/mounts
}

# fresh_tree TREE DISK   a file system with fs-verity, filled by the case; made once for each disk and
# then restored from a copy in memory
fresh_tree() {
  local tree=$1 disk=$2 image=/dev/shm/tree-${2##*/}
  # Attacks may have left mounts on top of it, and below.
  while mounted "$tree"; do
    /node/probe - umount "$tree" >/dev/null 2>&1 || umount -R "$tree"
  done
  [[ -d $tree ]] || mkdir -p "$tree"
  if [[ ! -e $image ]]; then
    make_file_system "$disk"
    mount "$disk" "$tree"
    prepare "$tree" "$disk"
    file_system=$(type_of "$tree")
    umount "$tree"
    [[ -z $restored ]] || dd if="$disk" of="$image" bs=1M count=64 status=none conv=sparse
  else
    /node/probe - restore "$image" "$disk" "$tree" "$file_system"
    arrange "$tree" "$disk"
    return
  fi
  mount "$disk" "$tree"
  arrange "$tree" "$disk"
}

# Adds the attack to ready when it works without the guard.
baseline() {
  local declared=$1
  local -a words
  eval "words=($declared)"
  local reason=${words[0]} what=${words[2]}
  fresh_tree "$before" "$before_disk"
  try "$before" "$before_disk" - "${words[@]:4}"
  if [[ -n $reason ]]; then
    if ((status == 2)); then
      result ok "$what # SKIP $reason"
    else
      result 'not ok' "$what: answers $status here, although the case says it cannot be tried: $reason"
    fi
  elif ((status)); then
    result 'not ok' "$what: does not work without the guard either, so its refusal would prove nothing"
    explain "$output"
  else
    ready+=("$declared")
  fi
}

refusal() {
  local -a words
  eval "words=($1)"
  local gap=${words[1]} what=${words[2]} errno=${words[3]}
  try "$guarded" "$guarded_disk" "$errno" "${words[@]:4}"
  case $status${gap:+gap} in
    1) result ok "$what: refused with $errno" ;;
    1gap) result 'not ok' "$what: is refused now, although the case calls it a gap: $gap" ;;
    0gap) result 'not ok' "$what: allowed # TODO $gap" ;;
    0) result 'not ok' "$what: allowed" ;;
    3*) result 'not ok' "$what: refused with $output, expected $errno" ;;
    *)
      result 'not ok' "$what: could not be tried under the guard"
      explain "$output"
      ;;
  esac
}

legitimate() {
  local -a words
  eval "words=($1)"
  try "$guarded" "$guarded_disk" - "${words[@]:1}"
  if ((status)); then
    result 'not ok' "${words[0]}: a legitimate use does not work under the guard"
    explain "$output"
  else
    result ok "${words[0]}: still works"
  fi
}

run_attacks() {
  if [[ -n ${compare_modes-} || -e /node/compare-modes ]]; then
    compare_modes
    exit
  fi
  local before=/srv/before before_disk=${disks[0]} guarded=/srv/guarded guarded_disk=${disks[1]}
  local declared output status
  local -a ready=()
  for declared in "${attacks[@]}"; do
    baseline "$declared"
  done
  fresh_tree "$guarded" "$guarded_disk"
  attach "$guarded" "$guarded_disk"
  for declared in "${ready[@]}"; do
    refusal "$declared"
  done
  for declared in "${controls[@]}"; do
    legitimate "$declared"
  done
}
