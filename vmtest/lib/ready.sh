# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A node that is up: booted once in a run, then kept as it is with its memory, so that each case goes on from
# there. A resumed node is a node of its own, for all that it writes is thrown away.

# shellcheck source=vmtest/lib/boot.sh
source "${BASH_SOURCE[0]%/*}/boot.sh"

# The payload disk stays as large as the kernel found it when it booted.
READY_PAYLOAD_SIZE=512M

# ready_keep SCRATCH KERNEL_ENTRY ROOT_ENTRY READY TIMEOUT   boots with SCRATCH/payload.tar of mode ready and
# leaves root.ext4 and state in the directory READY
ready_keep() {
  local scratch=$1 kernel=$2 root=$3 ready=$4 timeout=$5
  local -a machine disks consoles
  cp --sparse=always "$root/root.ext4" "$ready/root.ext4"
  truncate -s "$READY_PAYLOAD_SIZE" "$scratch/payload.tar"
  boot_machine '' ''
  boot_disks "$scratch" "$kernel" "$ready/root.ext4" discard=unmap virtio-blk-pci
  boot_consoles "$scratch" ''
  mkfifo "$scratch/monitor."{in,out}
  boot_start "$scratch" "$kernel" '' -chardev "pipe,id=monitor,path=$scratch/monitor" \
    -mon chardev=monitor,mode=readline </dev/null
  ready_await "$scratch" "$timeout"
  # By itself QEMU writes no more than it would send through a network.
  printf '%s\n' 'migrate_set_parameter max-bandwidth 100G' "migrate file:$ready/state" quit >"$scratch/monitor.in"
  cat "$scratch/monitor.out" >"$scratch/monitor.log"
  wait "$boot_pid" || true
  boot_pid=
  [[ -s $ready/state ]] || die 3 "QEMU did not keep the node: $(tr -d '\r' <"$scratch/monitor.log" | tail -n 3)"
}

ready_await() {
  local scratch=$1 deadline=$((SECONDS + $2))
  until [[ $(<"$scratch/report") == ready ]]; do
    if ! boot_running || ((SECONDS >= deadline)); then
      boot_show_console "$scratch"
      die 3 'the node that cases start from did not come up (its last words are above).'
    fi
    read -rt 0.2 -u "$boot_never" || true
  done
}
