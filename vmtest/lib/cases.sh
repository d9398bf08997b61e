# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs test cases, a node for each, and counts what they report in TAP ("ok …", "not ok …", plan last).
# Part of vmtest/run, whose options series, cases, jobs and within it reads, and whose workspace it uses.
# shellcheck disable=SC2154,SC2034

CASES=${BASH_SOURCE[0]%/lib/*}/cases

# Runs every wanted case on every wanted kernel; sets cases_status. What the time is too short for is named.
run_cases() {
  local pair kernel file passed=0 failed=0 skipped=0 gaps=0 left=0
  local -a files=() pairs=()
  local -A outputs=()
  case_files
  case_pairs
  for pair in "${pairs[@]}"; do
    kernel=${pair%% *}
    file=${pair#* }
    ((jobs == 1 || ${#outputs[@]} < jobs)) || finish_case
    if ((within && SECONDS >= within)); then
      printf '# not run for want of time: %s on %s\n' "$(basename "$file" .sh)" "$kernel"
      ((left += 1))
    elif ((jobs == 1)); then
      run_case "$kernel" "$file" > >(tee "$workspace/case")
      wait "$!"
      count_results "$workspace/case"
    else
      start_case "$kernel" "$file"
    fi
  done
  while ((${#outputs[@]})); do
    finish_case
  done
  printf '# %d could not be tried on that kernel (SKIP), %d known gaps (TODO), %d cases not run\n' "$skipped" "$gaps" "$left"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  cases_status=$((failed || !passed))
}

# Sets pairs to 'KERNEL FILE' in the order of the run. With little time every case runs once, one after the other
# on another kernel, before any runs on a second; and each commit begins with another case.
case_pairs() {
  local file round i begin
  if ((!within)); then
    for file in "${files[@]}"; do
      pairs+=("${series[@]/%/ $file}")
    done
    return
  fi
  begin=$(git -C "$CASES" rev-parse --short=7 HEAD)
  begin=$((16#${begin::7} % ${#files[@]}))
  for round in "${!series[@]}"; do
    for i in "${!files[@]}"; do
      pairs+=("${series[(i + round) % ${#series[@]}]} ${files[(i + begin) % ${#files[@]}]}")
    done
  done
}

# start_case KERNEL FILE   in the background
start_case() {
  local output
  output=$(mktemp "$workspace/case-XXXXXX")
  (
    trap boot_clean_up EXIT
    trap 'exit 143' TERM
    run_case "$1" "$2"
  ) >"$output" 2>&1 </dev/null &
  outputs[$!]=$output
}

# Waits for one of those in the background, and shows what it said in one piece.
finish_case() {
  local pid
  wait -n -p pid "${!outputs[@]}" || true
  cat "${outputs[$pid]}"
  count_results "${outputs[$pid]}"
  rm "${outputs[$pid]}"
  unset "outputs[$pid]"
}

case_files() {
  local name
  if ((${#cases[@]})); then
    for name in "${cases[@]}"; do
      files+=("$(case_file "$name")")
    done
  else
    files=("$CASES"/*.sh)
  fi
}

# A case is named as in vmtest/cases, or by a path.
case_file() {
  if [[ $1 == */* ]]; then
    printf '%s\n' "$1"
  else
    printf '%s\n' "$CASES/${1%.sh}.sh"
  fi
}

# Runs a case, and says so when it ends before its plan, which is a failure, whatever it reported until then.
run_case() {
  local kernel=$1 file=$2 name log plan total
  name=${file##*/}
  name=${name%.sh}
  log=$(mktemp "$workspace/log-XXXXXX")
  printf '# %s on %s\n' "$name" "$kernel"
  # A case may ask for another boot, in lines of its own: '# boot: systemd', '# boot: nvme', 'nvme-shared',
  # 'nvme-two-paths' or 'scsi-shared' (what the blank disks are), '# boot: efi', '# boot: packages NAME…' (Debian's, for this case only), '# boot:
  # append ARGS', '# boot: add HOST:GUEST' or '# boot: made PROGRAM:GUEST' (what the program prints on the
  # host); HOST and PROGRAM lie below the project.
  local systemd=$systemd efi=$efi append=$append spare_disks=$spare_disks root=$root pair made
  local -a packages
  read -ra packages < <(sed -n 's/^# boot: packages //p' "$file") || true
  ((!${#packages[@]})) || root=$(rootfs_entry "${packages[@]}")
  local -a adds=("${adds[@]}")
  if grep -qx '# boot: systemd' "$file"; then
    systemd=yes
  fi
  if grep -qx '# boot: efi' "$file"; then
    efi=yes
  fi
  if grep -qxE '# boot: (nvme|nvme-shared|nvme-two-paths|scsi-shared)' "$file"; then
    spare_disks=$(sed -nE 's/^# boot: (nvme|nvme-shared|nvme-two-paths|scsi-shared)$/\1/p' "$file")
  fi
  append+=$(sed -n 's/^# boot: append / /p' "$file")
  while read -r pair; do
    adds+=("${CASES%/vmtest/cases}/$pair")
  done < <(sed -n 's/^# boot: add //p' "$file")
  while read -r pair; do
    made=$(mktemp "$workspace/made-XXXXXX")
    "${CASES%/vmtest/cases}/${pair%%:*}" >"$made"
    adds+=("$made:${pair#*:}")
  done < <(sed -n 's/^# boot: made //p' "$file")
  local begun=$SECONDS
  run_script "$kernel" "$file" > >(tee "$log")
  wait "$!"
  printf '# %s on %s took %d s\n' "$name" "$kernel" "$((SECONDS - begun))"
  total=$(grep -cE '^(not )?ok ' "$log" || true)
  plan=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | tail -n 1)
  if [[ $plan != "$total" ]]; then
    case_failed "ended with status $boot_status before its plan"
  elif ((boot_status)) && ! grep '^not ok ' "$log" | grep -qv '# TODO '; then
    case_failed "ended with status $boot_status"
  fi
}

case_failed() {
  printf 'not ok - %s on %s: %s\n' "$name" "$kernel" "$1"
}

# count_results OUTPUT   adds a case's results. One marked SKIP or TODO counts neither as passed nor as failed.
count_results() {
  count "$1" skipped '^ok .* # SKIP '
  count "$1" gaps '^not ok .* # TODO '
  count "$1" passed '^ok ' '# SKIP '
  count "$1" failed '^not ok ' '# TODO '
}

# count OUTPUT COUNTER PATTERN [BUT]   adds its lines with PATTERN and without BUT
count() {
  local -n counter=$2
  ((counter += $(grep "$3" "$1" | grep -cv "${4:-^$}" || true))) || true
}
