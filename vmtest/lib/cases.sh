# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs test cases, one boot each, and counts what they report in TAP ("ok …", "not ok …", plan last).
# Part of vmtest/run, whose options series and cases it reads, and whose workspace it uses.
# shellcheck disable=SC2154,SC2034

CASES=${BASH_SOURCE[0]%/lib/*}/cases

# Runs every wanted case on every wanted kernel; sets cases_status.
run_cases() {
  local kernel file passed=0 failed=0 skipped=0 gaps=0
  local -a files=()
  case_files
  for kernel in "${series[@]}"; do
    for file in "${files[@]}"; do
      run_case "$kernel" "$file"
    done
  done
  printf '# %d could not be tried on that kernel (SKIP), %d known gaps (TODO)\n' "$skipped" "$gaps"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  cases_status=$((failed || !passed))
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

# Adds the case's results to the counts. A case that ends before its plan is a failure, whatever it
# reported until then. A result marked SKIP or TODO counts neither as passed nor as failed.
run_case() {
  local kernel=$1 file=$2 name log plan total
  name=${file##*/}
  name=${name%.sh}
  log=$workspace/log
  printf '# %s on %s\n' "$name" "$kernel"
  # A case may ask for another boot, in lines of its own: '# boot: systemd', '# boot: nvme' (what the
  # blank disks are), '# boot: efi', '# boot: packages NAME…' (Debian's, for this case only), '# boot:
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
  if grep -qx '# boot: nvme' "$file"; then
    spare_disks=nvme
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
  count skipped '^ok .* # SKIP '
  count gaps '^not ok .* # TODO '
  count passed '^ok ' '# SKIP '
  count failed '^not ok ' '# TODO '
  if [[ $plan != "$total" ]]; then
    case_failed "ended with status $boot_status before its plan"
  elif ((boot_status)) && ! grep '^not ok ' "$log" | grep -qv '# TODO '; then
    case_failed "ended with status $boot_status"
  fi
}

# count COUNTER PATTERN [BUT]   adds the log's lines with PATTERN and without BUT
count() {
  local -n counter=$1
  ((counter += $(grep "$2" "$log" | grep -cv "${3:-^$}" || true))) || true
}

case_failed() {
  printf 'not ok - %s on %s: %s\n' "$name" "$kernel" "$1"
  ((++failed))
}
