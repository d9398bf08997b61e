# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Tasks of a cgroup whose memory the kernel is made to swap out.
# shellcheck disable=SC2154

gated=/sys/fs/cgroup/gated

# start_victim TREE   a task in the cgroup writes a word of its own to memory; sets word and victim
start_victim() {
  rm -f /run/victim
  word=word$RANDOM$RANDOM
  (
    echo "$BASHPID" >"$gated/cgroup.procs"
    exec "$1/bin/probe" - remember /run/victim "$word"
  ) </dev/null >/dev/null 2>&1 &
  victim=$!
  until [[ -e /run/victim ]]; do
    sleep 0.1
  done
}

# The kernel writes a page to the swap area first, and forgets it only when it meets it again.
swap_out() {
  local times=10
  while ((times--)); do
    echo 64M >"$gated/memory.reclaim" 2>/dev/null || true
  done
}

# change_memory ERRNO PLACE TREE FILE   allowed when a victim then reads something else; PLACE is a command
# that has the victim's memory written to the file and prints where it lies there
change_memory() {
  local answer=0 seen place tries=10
  while ((tries--)); do
    start_victim "$3"
    place=$("$2") || return 2
    swap_out
    /node/probe "$1" write-at "$4" "$place" "$word forgets  " || answer=$?
    echo 3 >/proc/sys/vm/drop_caches
    seen=0
    kill -USR1 "$victim"
    wait "$victim" || seen=$?
    ((!answer && seen != 9)) || return "$answer"
  done
  echo 'the victims still had their memory elsewhere'
  return 2
}
