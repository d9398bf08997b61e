# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# One boot of the node under QEMU. The script's status travels on a channel of its own; whatever ends
# the machine before that status arrives is a failure. After boot, boot_status holds the result.
# shellcheck disable=SC2034

# shellcheck source=vmtest/lib/say.sh
source "${BASH_SOURCE[0]%/*}/say.sh"
# shellcheck source=vmtest/lib/compile.sh
source "${BASH_SOURCE[0]%/*}/compile.sh"

# The exit status when the machine ended before its script did.
BOOT_LOST=125
BOOT_SPARE_SIZE=1G
# On a busy host the kernel's test of its timer sees no interrupt in time, and panics. What keeps real
# processors from leaking costs emulated ones a tenth of their time, and changes no decision of a hook.
BOOT_COMMAND_LINE='no_timer_check mitigations=off console=ttyS0 panic=-1 oops=panic quiet lsm=landlock,lockdown,yama,integrity,apparmor,bpf'
BOOT_KERNEL_DIED='Kernel panic|Oops|BUG: |general protection fault|Unable to mount root|initramfs:'

boot_pid=
boot_compiler=
boot_status=

# Read from for a pause. Not sleep(1), many a second: process numbers come around, and bash waits in vain for
# a child whose number another one has had since.
exec {boot_never}<> <(:)

# Without rdrand the guest's random numbers are not ready for half a minute, and all that needs them waits.
# boot_machine PACE FIRMWARE_ENTRY   either may be empty; PACE is 'icount', 'parallel' or empty
boot_machine() {
  case $1 in
    # Timing is deterministic: guest time is a count of instructions.
    icount) machine=(-accel 'tcg,thread=single' -icount 'shift=1,sleep=off' -smp 1) ;;
    parallel) machine=(-accel 'tcg,thread=multi' -smp 2) ;;
    # One host thread for both processors: with two, code that one guest processor writes and the other
    # runs, as a JVM's, went wrong now and then.
    *) machine=(-accel 'tcg,thread=single' -smp 2) ;;
  esac
  if [[ -n $2 ]]; then
    machine+=(-drive "if=pflash,unit=0,format=raw,readonly=on,file=$2/code.fd"
      -drive "if=pflash,unit=1,format=raw,snapshot=on,file=$2/variables.fd")
  fi
  machine+=(-cpu 'qemu64,+rdrand' -m 2048 -nodefaults -no-user-config -display none -no-reboot -nic none)
}

# snapshot=on keeps the guest's writes in a temporary file, so no boot changes the cached images.
# boot_disks SCRATCH KERNEL_ENTRY ROOT_IMAGE ROOT_OPTION DRIVER
boot_disks() {
  local scratch=$1 kernel=$2 driver=$5 spare
  disks=()
  boot_disk root "$3" "$4"
  boot_disk payload "$scratch/payload.tar" snapshot=on
  for spare in spare1 spare2; do
    truncate -s "$BOOT_SPARE_SIZE" "$scratch/$spare"
    boot_disk "$spare" "$scratch/$spare" discard=ignore "$driver"
  done
  boot_disk modules "$kernel/modules.ext4" readonly=on
}

# boot_disk NAME FILE OPTION [DRIVER]   by default a virtio disk; nvme-shared is one that may have several paths,
# nvme-two-paths and scsi-shared are such as have two
boot_disk() {
  if [[ ${4-} == scsi-shared ]]; then
    boot_two_paths "$@"
    return
  fi
  disks+=(-drive "if=none,id=$1,file=$2,format=raw,$3,cache=unsafe")
  if [[ ${4-} == nvme-shared || ${4-} == nvme-two-paths ]]; then
    disks+=(-device "nvme-subsys,id=$1-subsystem,nqn=$1" -device "nvme,id=$1-controller,serial=$1,subsys=$1-subsystem")
    [[ $4 != nvme-two-paths ]] || disks+=(-device "nvme,id=$1-second,serial=$1,subsys=$1-subsystem")
    disks+=(-device "nvme-ns,drive=$1,bus=$1-controller,nsid=1,shared=on")
  else
    disks+=(-device "${4:-virtio-blk-pci},drive=$1,serial=$1")
  fi
}

# boot_two_paths NAME FILE OPTION
boot_two_paths() {
  local path wwn
  wwn=0x5000$(sha256sum <<<"$1" | head -c 12)
  disks+=(-blockdev "driver=raw,node-name=$1,cache.no-flush=on,$3,file.driver=file,file.filename=$2")
  for path in 1 2; do
    disks+=(-device "virtio-scsi-pci,id=$1-host$path"
      -device "scsi-hd,bus=$1-host$path.0,drive=$1,share-rw=on,serial=$1,wwn=$wwn")
  done
}

# The console, and the channels that lib/guest/port.sh finds by their names.
# boot_consoles SCRATCH SHELL
boot_consoles() {
  local scratch=$1 shell=$2
  if [[ -n $shell ]]; then
    consoles=(-chardev "stdio,id=console,signal=off,logfile=$scratch/console" -chardev "null,id=output")
  else
    consoles=(-chardev "file,id=console,path=$scratch/console" -chardev "file,id=output,path=$scratch/output")
  fi
  mkfifo "$scratch/"{compile,resume}.{in,out}
  consoles+=(-serial chardev:console -device virtio-serial-pci
    -chardev "pipe,id=compile,path=$scratch/compile" -device 'virtserialport,chardev=compile,name=compile'
    -device 'virtserialport,chardev=output,name=output'
    -chardev "file,id=report,path=$scratch/report" -device 'virtserialport,chardev=report,name=report'
    -chardev "pipe,id=resume,path=$scratch/resume" -device 'virtserialport,chardev=resume,name=resume')
  : >"$scratch/report"
  : >"$scratch/console"
}

# Starts QEMU with the machine, disks and consoles that were made; when this shell is killed outright, it goes, too.
# boot_start SCRATCH KERNEL_ENTRY APPEND OPTION…
boot_start() {
  local scratch=$1 kernel=$2 append=$3
  shift 3
  TMPDIR=$scratch setpriv --pdeathsig TERM qemu-system-x86_64 "${machine[@]}" "${disks[@]}" "${consoles[@]}" \
    -kernel "$kernel/vmlinuz" -initrd "$kernel/initramfs" -append "$BOOT_COMMAND_LINE $append" "$@" &
  boot_pid=$!
}

# boot SCRATCH KERNEL_ENTRY ROOT_ENTRY SHELL PACE FIRMWARE_ENTRY TIMEOUT SPARE_DISKS APPEND IMAGE READY
# Streams the script's output to stdout and sets boot_status to its exit status. IMAGE compiles manifests.
# READY is a node that lib/ready.sh has kept, or empty: then one boots.
boot() {
  local scratch=$1 kernel=$2 root=$3 shell=$4 pace=$5 firmware=$6 timeout=$7 spare_disks=$8 append=$9 image=${10} ready=${11}
  local reader='' resume
  local -a machine disks consoles incoming=()
  boot_machine "$pace" "$firmware"
  boot_disks "$scratch" "$kernel" "${ready:-$root}/root.ext4" snapshot=on "$spare_disks"
  boot_consoles "$scratch" "$shell"
  if [[ -z $shell ]]; then
    # Not QEMU's stdio device: that one disconnects the guest as soon as stdin ends.
    mkfifo "$scratch/output"
    cat "$scratch/output" &
    reader=$!
  fi
  compile_service "$scratch/compile" "$scratch" "$image" &
  boot_compiler=$!
  if [[ -n $ready ]]; then
    incoming=(-incoming "file:$ready/state")
    exec {resume}<>"$scratch/resume.in"
    echo >&"$resume"
  fi
  boot_start "$scratch" "$kernel" "$append" "${incoming[@]}" \
    <"$([[ -n $shell ]] && echo /dev/stdin || echo /dev/null)"
  boot_wait "$scratch" "$timeout"
  boot_end_compiler
  [[ -z $ready ]] || exec {resume}>&-
  [[ -z $reader ]] || wait "$reader" || true
  boot_verdict "$scratch" "$timeout"
}

# Asks the shell, not the system: the number of a QEMU that has ended may be another process by now.
boot_running() {
  [[ -n $boot_pid && $'\n'$(jobs -rp)$'\n' == *$'\n'"$boot_pid"$'\n'* ]]
}

# Waits until QEMU ends, and ends it when the time is up or when a reported guest does not turn off.
boot_wait() {
  local scratch=$1 deadline=$((SECONDS + $2)) grace=
  while boot_running; do
    if ((SECONDS >= deadline)); then
      : >"$scratch/timed-out"
      boot_kill
      return
    fi
    if [[ -s $scratch/report ]]; then
      grace=${grace:-$((SECONDS + 10))}
      if ((SECONDS >= grace)); then
        boot_kill
        return
      fi
    fi
    read -rt 0.5 -u "$boot_never" || true
  done
  wait "$boot_pid" || true
  boot_pid=
}

boot_clean_up() {
  boot_kill
  boot_end_compiler
}

boot_end_compiler() {
  [[ -n $boot_compiler ]] || return 0
  kill "$boot_compiler" || true
  wait "$boot_compiler" 2>/dev/null || true
  boot_compiler=
}

boot_kill() {
  boot_running || return 0
  kill "$boot_pid" || true
  wait "$boot_pid" 2>/dev/null || true
  boot_pid=
}

boot_verdict() {
  local scratch=$1 timeout=$2 reported
  reported=$(<"$scratch/report")
  boot_status=$BOOT_LOST
  if grep -aqE "$BOOT_KERNEL_DIED" "$scratch/console"; then
    boot_show_console "$scratch"
    note "the node's kernel died (its last words are above), so this run failed"
  elif [[ -e $scratch/timed-out ]]; then
    note "the node did not finish within $timeout seconds, so this run failed; --timeout allows more"
  elif [[ $reported =~ ^exit\ ([0-9]+)$ ]]; then
    boot_status=${BASH_REMATCH[1]}
  else
    boot_show_console "$scratch"
    note "the node ended before its script did (QEMU killed, or the machine turned off), so this run failed"
  fi
}

# The kernel's first bad line with what stands around it, or the last lines when there is none.
boot_show_console() {
  local text
  text=$(tr -d '\r' <"$1/console" | sed 's/^/  | /' | grep -aE -m 1 -B 10 -A 60 "$BOOT_KERNEL_DIED" ||
    tr -d '\r' <"$1/console" | sed 's/^/  | /' | tail -n 20)
  printf '%s\n' "$text" >&2
}
