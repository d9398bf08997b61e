# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Whether a guard that only tells tells of each attack exactly what one that denies denies first. Sourced by
# case.sh; run_attacks does this instead when a case sets compare_modes, and of any case with
# 'vmtest/run --add FILE:/node/compare-modes CASE', whatever the file holds.
#
# In audit mode attacks succeed. So after each the file system is put back as it was blessed, byte by byte,
# which leaves every inode the one that the guard knows. Where that does not do, the guard is loaded anew: after
# a mount was taken away, for the guard does not know the next one; on file systems that are not put back; when
# the attack ended it; and after every attack of a case that sets
#   new_guards    because its attacks are on the guard, or because its tree is in use
#   sealed        because a guard that denies stays, once it is sealed; it comes last then
# shellcheck disable=SC2154

# Whatever guards something tells of this, and opening alone changes nothing.
MODES_MARK=/proc/sys/kernel/ftrace_enabled
# What has to be equal. The same file has another place in the manifest of another load, and names that are numbers
# are given anew: to processes, to the files of an overlay.
# shellcheck disable=SC2016
MODES_TOLD='{hook, action, path: (.path // "" | gsub("(?<before>^|/)#?[0-9]+"; .before + "N")), file, components, digest}'
modes_log=
modes_marker=
modes_reader=

compare_modes() {
  local guarded=/srv/guarded guarded_disk=${disks[1]} mode
  local -a order=(enforce audit)
  [[ -z ${sealed-} ]] || order=(audit enforce)
  for mode in "${order[@]}"; do
    modes_observe
  done
  modes_compare
}

# The events of each attack, in a file of its own.
modes_observe() {
  local i alive
  modes_begin
  for i in "${!attacks[@]}"; do
    alive=yes
    [[ $(modes_action enforce "$i") != uncover || $mode == enforce ]] || modes_renew
    modes_attack "$i"
    [[ $mode == enforce ]] || modes_put_back "$i"
  done
  modes_end
}

# modes_action MODE INDEX   what that mode told of first, if it has been observed
modes_action() {
  local told=/srv/modes-$1-$2.json
  [[ ! -s $told ]] || head -n 1 "$told" | jq -r .action
}

# A guard knows the mount that it was loaded on.
modes_renew() {
  modes_end
  modes_begin
}

modes_begin() {
  local image=/dev/shm/tree-${guarded_disk##*/}
  [[ ! -e $image.plain ]] || cp "$image.plain" "$image"
  fresh_tree "$guarded" "$guarded_disk"
  [[ ! -e $image ]] || cp "$image" "$image.plain"
  guard_mode=$mode attach "$guarded" "$guarded_disk"
  sbomlock status --format=json | jq -e --arg mode "$mode" '.mode == $mode' >/dev/null
  # shellcheck disable=SC2034
  [[ ! -e ${GUARD_DIRECTORY-}/files.manifest.json ]] || measured=$GUARD_DIRECTORY/files.manifest.json
  if [[ $mode == audit && -e $image ]]; then
    fsfreeze --freeze "$guarded"
    dd if="$guarded_disk" of="$image" bs=1M count=64 status=none conv=sparse
    fsfreeze --unfreeze "$guarded"
  fi
  modes_log=/srv/modes-$mode.json
  : >"$modes_log"
  sbomlock events --follow </dev/null >"$modes_log" 2>&1 &
  modes_reader=$!
  modes_mark
}

modes_end() {
  # It ends with its guard.
  kill "$modes_reader" 2>/dev/null || true
  wait "$modes_reader" || true
  detach "$guarded" "$guarded_disk"
  case $mode${sealed:+sealed} in
    enforcesealed) ;;
    enforce) sbomlock unload ;;
    audit*) sbomlock unload >/dev/null 2>&1 || modes_take_away ;;
  esac
}

# A guard that only tells goes with its pins, wherever they are by now.
modes_take_away() {
  while mountpoint -q /sys/fs/bpf; do
    umount -R /sys/fs/bpf
  done
  mount -t bpf bpf /sys/fs/bpf
  nothing_loaded
}

# modes_mark   returns when all events until now are in the log
modes_mark() {
  local patience=200
  modes_marker=$({ : >>"$MODES_MARK"; } 2>/dev/null || true; echo "$BASHPID")
  until grep -q "\"pid\":$modes_marker," "$modes_log"; do
    ((patience--)) || return 1
    sleep 0.1
  done
}

modes_attack() {
  # shellcheck disable=SC2034
  local index=$1 output status begun told=/srv/modes-$mode-$1.json
  local -a words
  eval "words=(${attacks[$index]})"
  modes_mark
  begun=$(wc -l <"$modes_log")
  try "$guarded" "$guarded_disk" "${words[3]}" "${words[@]:4}"
  if ! modes_mark; then
    [[ $mode == audit ]] || return
    alive=
  fi
  # Without the mark, and what the reader says when its guard goes.
  tail -n "+$((begun + 1))" "$modes_log" | { grep '^{' || true; } |
    jq -c --argjson marker "$modes_marker" "select(.pid != \$marker) | $MODES_TOLD" >"$told"
}

modes_put_back() {
  if [[ -z $alive || -n ${new_guards-} || -z $restored || $(modes_action audit "$1") == uncover ]]; then
    modes_renew
  else
    fresh_tree "$guarded" "$guarded_disk"
  fi
}

modes_expect_silence() {
  local what=$1
  if [[ -z $denied$audited ]]; then
    result ok "$what: no mode is asked, for ${unseen_attacks[$what]}"
  else
    result 'not ok' "$what: a mode tells of it, although ${unseen_attacks[$what]}"
  fi
}

modes_compare() {
  local index denied audited
  local -a words
  for index in "${!attacks[@]}"; do
    eval "words=(${attacks[$index]})"
    denied=$(head -n 1 "/srv/modes-enforce-$index.json")
    audited=$(head -n 1 "/srv/modes-audit-$index.json")
    if [[ -n ${words[0]}${words[1]} && -z $denied$audited ]]; then
      result ok "${words[2]}: neither mode tells # SKIP ${words[0]}${words[1]}"
    elif [[ -n ${unseen_attacks[${words[2]}]-} ]]; then
      modes_expect_silence "${words[2]}"
    elif [[ -n $denied && $denied == "$audited" ]]; then
      result ok "${words[2]}: both modes tell the same"
    else
      result 'not ok' "${words[2]}: the modes differ"
      explain "enforce: ${denied:-nothing}"$'\n'"audit:   ${audited:-nothing}"
    fi
  done
}
