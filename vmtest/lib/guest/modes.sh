# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Whether a guard that only tells tells of each attack exactly what one that denies denies first. Sourced by
# case.sh; run_attacks does this instead when a case sets compare_modes, and of any case with
# 'vmtest/run --add FILE:/node/compare-modes CASE', whatever the file holds.
#
# In audit mode attacks succeed. So after each the file system is put back as it was blessed, byte by byte,
# which leaves every inode the one that the guard knows. A new mount it does not know: attacks that enforce
# mode denies for the mount's sake have the guard loaded anew.
# shellcheck disable=SC2154

# Whatever guards something tells of this, and opening alone changes nothing.
MODES_MARK=/proc/sys/kernel/ftrace_enabled
modes_log=
modes_marks=0
modes_reader=

compare_modes() {
  local guarded=/srv/guarded guarded_disk=${disks[1]} mode
  local -a kinds=()
  for mode in enforce audit; do
    modes_observe
  done
  modes_compare
}

# The events of each attack, in a file of its own.
modes_observe() {
  local i
  modes_begin
  for i in "${!attacks[@]}"; do
    if [[ $mode == audit && ${kinds[$i]-} == uncover ]]; then
      modes_end
      modes_begin
    fi
    modes_attack "$i"
  done
  modes_end
}

modes_begin() {
  local image=/dev/shm/tree-${guarded_disk##*/}
  [[ ! -e $image.plain ]] || cp "$image.plain" "$image"
  fresh_tree "$guarded" "$guarded_disk"
  cp "$image" "$image.plain"
  guard_mode=$mode attach "$guarded" "$guarded_disk"
  # shellcheck disable=SC2034
  [[ ! -e $GUARD_DIRECTORY/files.manifest.json ]] || measured=$GUARD_DIRECTORY/files.manifest.json
  if [[ $mode == audit ]]; then
    fsfreeze --freeze "$guarded"
    dd if="$guarded_disk" of="$image" bs=1M count=64 status=none conv=sparse
    fsfreeze --unfreeze "$guarded"
  fi
  modes_log=/srv/modes-$mode.json
  modes_marks=0
  : >"$modes_log"
  sbomlock events --follow </dev/null >"$modes_log" 2>&1 &
  modes_reader=$!
}

modes_end() {
  kill "$modes_reader"
  wait "$modes_reader" || true
  sbomlock unload
}

# modes_mark   returns when all events until now are in the log
modes_mark() {
  local patience=600
  ((++modes_marks))
  { : >>"$MODES_MARK"; } 2>/dev/null || true
  until (($(grep -c '"switch-off"' "$modes_log") >= modes_marks)); do
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
  modes_mark
  # Without the second mark; the same file has another place in the manifest of another load.
  tail -n "+$((begun + 1))" "$modes_log" | head -n -1 |
    jq -c '{hook, action, path, file, components, digest}' >"$told"
  if [[ $mode == enforce ]]; then
    kinds[index]=$(head -n 1 "$told" | jq -r .action)
  else
    fresh_tree "$guarded" "$guarded_disk"
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
    elif [[ -n $denied && $denied == "$audited" ]]; then
      result ok "${words[2]}: both modes tell the same"
    else
      result 'not ok' "${words[2]}: the modes differ"
      explain "enforce: ${denied:-nothing}"$'\n'"audit:   ${audited:-nothing}"
    fi
  done
}
