# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs test cases, one boot each, and counts what they report in TAP ("ok …", "not ok …", plan last).
# Part of vmtest/run, whose options it reads: series, cases, scratch.
# shellcheck disable=SC2154,SC2034

CASES=${BASH_SOURCE[0]%/lib/*}/cases

# Runs every wanted case on every wanted kernel; sets cases_status.
run_cases() {
  local kernel file passed=0 failed=0
  local -a files=()
  case_files
  for kernel in "${series[@]}"; do
    for file in "${files[@]}"; do
      run_case "$kernel" "$file"
    done
  done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  cases_status=$((failed || !passed))
}

case_files() {
  local name
  if ((${#cases[@]})); then
    for name in "${cases[@]}"; do
      files+=("$CASES/${name%.sh}.sh")
    done
  else
    files=("$CASES"/*.sh)
  fi
}

# Adds the case's results to passed and failed. A case that ends before its plan is a failure, whatever
# it reported until then.
run_case() {
  local kernel=$1 file=$2 name log ok not_ok plan
  name=${file##*/}
  name=${name%.sh}
  log=$scratch/log
  printf '# %s on %s\n' "$name" "$kernel"
  run_script "$kernel" "$file" > >(tee "$log")
  wait "$!"
  ok=$(grep -c '^ok ' "$log" || true)
  not_ok=$(grep -c '^not ok ' "$log" || true)
  plan=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | tail -n 1)
  if [[ $plan != "$((ok + not_ok))" ]]; then
    printf 'not ok - %s on %s: ended with status %s before its plan\n' "$name" "$kernel" "$boot_status"
    ((++not_ok))
  elif ((boot_status && !not_ok)); then
    printf 'not ok - %s on %s: ended with status %s\n' "$name" "$kernel" "$boot_status"
    ((++not_ok))
  fi
  ((passed += ok, failed += not_ok)) || true
}
