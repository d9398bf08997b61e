# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the cases of container runtimes share: two images, their manifest, and the attacks on containers.
# Sourced after guard.sh. A case names its storage's links TREE/layer and TREE/other-layer, which lead to
# the layers of the images blessed and other, and defines
#   run_container TREE CGROUP IMAGE COMMAND…   runs it to its end in a new container of that cgroup
#   execute_in TREE NAME COMMAND…              runs it in a container that runs
#   create_container TREE NAME COMMAND…        in the gated cgroup; prints its upper directory
#   start_container TREE NAME                  runs that to its end and removes it
# and container_options, which the first passes on, and the options host_directory (/usr/bin on /tmp) and
# tmpfs (one on /tmp). A container "resident" runs since before the guard.

gated=gated
free=free

# What is blessed of the image: app/true needs ld.so and libc, the others need nothing. evil/true lies
# in the image, too, and nobody accounts for it.
image_files=(bin/busybox bin/probe app/true lib64/ld-linux-x86-64.so.2 lib/x86_64-linux-gnu/libc.so.6)

# make_image NAME [CHANGED]   packs /root/NAME.tar, an archive of one image with one layer; CHANGED: with
# another byte in each program
make_image() {
  local work=/root/image-$1 layer=/root/image-$1/layer file digest config
  mkdir -p "$layer"/{app,bin,dev,etc,evil,lib64,lib/x86_64-linux-gnu,proc,run,sys,tmp}
  for file in "${image_files[@]}"; do
    case $file in
      */probe) cp /node/probe "$layer/$file" ;;
      app/*) cp "/bin/${file##*/}" "$layer/$file" ;;
      *) cp "/$file" "$layer/$file" ;;
    esac
    [[ -z ${2-} ]] || echo >>"$layer/$file"
  done
  cp /bin/true "$layer/evil/true"
  echo forged >>"$layer/evil/true"
  ln -s busybox "$layer/bin/sh"
  tar -C "$layer" -cf "$work/layer.tar" .
  digest=$(sha256sum <"$work/layer.tar")
  jq -n --arg digest "sha256:${digest%% *}" \
    '{architecture: "amd64", os: "linux", config: {}, rootfs: {type: "layers", diff_ids: [$digest]}}' \
    >"$work/config.json"
  # By its digest, which is the image's, as Docker names it.
  config=$(sha256sum <"$work/config.json") config=${config%% *}.json
  mv "$work/config.json" "$work/$config"
  jq -n --arg name "localhost/$1:1" --arg config "$config" \
    '[{Config: $config, RepoTags: [$name], Layers: ["layer.tar"]}]' >"$work/manifest.json"
  tar -C "$work" -cf "/root/$1.tar" manifest.json "$config" layer.tar
}

# A program and the libraries it needs, by their real names.
with_libraries() {
  local file
  for file in "$1" $(ldd "$1" | grep -o '/[^ ]*'); do
    realpath "$file"
  done
}

# guard_containers LAYER PROGRAM…   blesses the image's files in the directory of its layer, and what
# the runtime itself executes inside the cgroup; gates the cgroup
guard_containers() {
  local view=/root/view program manifest
  local -a files=("${image_files[@]/#/$1/}")
  shift
  for program in "$@"; do
    readarray -t -O "${#files[@]}" files < <(with_libraries "$program")
  done
  readarray -t files < <(printf '%s\n' "${files[@]}" | sort -u)
  # Of the whole root file system only these are measured.
  mkdir -p "$view"
  (cd / && cp -a --parents "${files[@]#/}" "$view")
  manifest=$(measure "$view" "${files[@]#/}")
  echo '# blessed by fsverity'
  sbomlock bless "$manifest" --root / --method=fsverity
  sbomlock load "$manifest" --root / --mode="${guard_mode:-enforce}" --gate="cgroup:/sys/fs/cgroup/$gated"
}

# Each attack has containers of its own, so the images are unpacked but once.
make_file_system() {
  mkfs.ext4 -q -F -b 4096 -O verity "$1" 512M
}

fresh_tree() {
  ! mountpoint -q "$1" || return 0
  mkdir -p "$1"
  make_file_system "$2"
  mount "$2" "$1"
  prepare "$1"
  cmp "$1/layer/bin/probe" /node/probe
}

new_name() {
  echo "c${EPOCHREALTIME//[!0-9]/}"
}

# What the shell of a container does: the change, then the probe.
# shellcheck disable=SC2016
inside='eval "$0" && { /bin/probe "$@"; echo "answer $?"; }'

# answer_of COMMAND…   the answer that a program inside gave; a container that gives none could not be
# tried, whatever the runtime's own status is
answer_of() {
  local words answer
  words=$("$@" 2>&1) || true
  answer=$(sed -n 's/^answer \([0-3]\)\r*$/\1/p' <<<"$words")
  printf '%s\n' "$words"
  return "${answer:-2}"
}

# in_container ERRNO TREE CHANGE OPERATION…   the probe's answer in a new gated container, after the
# change was made inside
in_container() {
  answer_of run_container "$2" "$gated" blessed /bin/sh -c "$inside" "$3" "$1" "${@:4}"
}

# The same in an image that nobody blessed, in another cgroup.
in_free_container() {
  answer_of run_container "$2" "$free" other /bin/sh -c "$inside" "$3" "$1" "${@:4}"
}

in_resident() {
  answer_of execute_in "$2" resident /bin/sh -c "$inside" "$3" "$1" "${@:4}"
}

# with ERRNO OPTIONS TREE CHANGE OPERATION…   in_container, with the runtime's options in this array
with() {
  local -n options=$2
  local -a container_options=("${options[@]}")
  in_container "$1" "${@:3}"
}

# shellcheck disable=SC2034
privileged=(--privileged)

# Only its metadata is copied up then; its bytes are the layer's.
with_metacopy() {
  local answer=0
  overlay_options Y
  in_container "$@" || answer=$?
  overlay_options N
  return "$answer"
}

# ld.so says what it could not do, but not why.
by_ld_so() {
  local words
  # shellcheck disable=SC2016
  words=$(run_container "$2" "$gated" blessed /bin/sh -c '/lib64/ld-linux-x86-64.so.2 "$0" && echo "it ran"' "$3" 2>&1) || true
  case $words in
    *'it ran'*) return 0 ;;
    *'failed to map segment from shared object'*) return 1 ;;
  esac
  echo "$words"
  return 2
}

# started ERRNO COMMAND…   how the runtime itself answers, which executes a program in a container
started() {
  local words
  if words=$("${@:2}" 2>&1); then
    return 0
  fi
  echo "$words"
  [[ $1 == EACCES && $words == *[Pp]'ermission denied'* ]] || return 3
  return 1
}

# starts ERRNO TREE IMAGE
starts() {
  started "$1" run_container "$2" "$gated" "$3" /app/true
}

executed_in_resident() {
  started "$1" execute_in "$2" resident "$3"
}

# forge HOW UPPER   what root on the node puts into the upper directory of a container
forge() {
  mkdir -p "$2/app"
  chmod 755 "$2/app"
  case $1 in
    copy | opaque)
      cp /bin/true "$2/app/true"
      echo forged >>"$2/app/true"
      [[ $1 == copy ]] || setfattr -n trusted.overlay.opaque -v y "$2/app"
      ;;
    redirect) setfattr -n trusted.overlay.redirect -v /evil "$2/app" ;;
    metacopy)
      truncate -s "$(stat -c %s /root/image-blessed/layer/evil/true)" "$2/app/true"
      chmod 755 "$2/app/true"
      setfattr -n trusted.overlay.metacopy "$2/app/true"
      setfattr -n trusted.overlay.redirect -v /evil/true "$2/app/true"
      ;;
  esac
}

# What overlayfs follows; root on the node decides it.
overlay_options() {
  local option
  for option in metacopy redirect_dir redirect_always_follow; do
    echo "$1" >/sys/module/overlay/parameters/$option
  done
}

# forged ERRNO TREE HOW   a container is changed from outside before it starts
forged() {
  local name upper answer=0
  name=$(new_name)
  upper=$(create_container "$2" "$name" /bin/sh -c "$inside" 'busybox grep -q forged /app/true' "$1" exec /app/true)
  forge "$3" "$upper"
  overlay_options Y
  answer_of start_container "$2" "$name" || answer=$?
  overlay_options N
  return "$answer"
}

over_layer() {
  /node/probe "$1" "$2" "$(realpath "$3/other-layer")" "$(realpath "$3/layer")"
}

# And back.
exchanged_layers() {
  over_layer "$1" exchange "$2" && over_layer - exchange "$2"
}

# Whoever crashes has its core handed to a program of the node.
by_core_pattern() {
  local answer=0
  rm -f /run/escaped
  with - privileged "$2" 'echo "|/bin/touch /run/escaped" >/proc/sys/kernel/core_pattern && busybox sh -c "kill -SEGV \$\$" || true' \
    exec /bin/busybox || answer=$?
  echo core >/proc/sys/kernel/core_pattern
  ((!answer)) || return 2
  sleep 1
  [[ -e /run/escaped ]]
}

several() {
  local i
  local -a running=()
  for i in 1 2 3; do
    in_container - "$2" : exec /app/true || return 3
  done
  for i in 1 2 3; do
    in_container - "$2" : exec /app/true &
    running+=($!)
  done
  for i in "${running[@]}"; do
    wait "$i" || return 3
  done
}

# container_attacks RUNTIME   declares them all; the last ones leave the unguarded tree damaged
container_attacks() {
  local runtime=$1 libc=/lib/x86_64-linux-gnu/libc.so.6

  attack 'D: an image nobody blessed, with the same names' EACCES starts @ other
  attack 'D: run what the image holds and nobody blessed' EACCES in_container @ : exec /evil/true
  attack 'D: change a blessed program, then run it' EACCES in_container @ 'echo x >>/app/true' exec /app/true
  attack 'D: change its mode' EACCES in_container @ 'busybox chmod 0711 /app/true' exec /app/true
  attack 'D: rename another over it' EACCES in_container @ 'busybox mv /evil/true /app/true' exec /app/true
  attack 'D: change the C library' EACCES in_container @ "echo x >>$libc" map-exec $libc
  attack 'B: a program that came later' EACCES in_container @ 'busybox cp /bin/busybox /tmp/new' exec /tmp/new
  attack 'B: on a tmpfs' EACCES with tmpfs @ 'busybox cp /bin/busybox /tmp/new' exec /tmp/new
  attack 'B: a script' EACCES in_container @ 'echo "#!/bin/sh" >/tmp/new && busybox chmod 755 /tmp/new' exec /tmp/new
  attack 'B: ld.so ./evil' EACCES by_ld_so @ /evil/true
  attack 'B: a memfd' EACCES in_container @ : exec-memfd /bin/busybox
  attack 'B: a nameless file' EACCES in_container @ : exec-tmpfile /bin/busybox /tmp
  attack 'B: map a library nobody blessed' EACCES in_container @ : map-exec /evil/true
  attack 'B: anonymous executable memory' EACCES in_container @ : map-anonymous-exec
  attack 'B: a program of the node, by a bind mount' EACCES with host_directory @ : exec /tmp/true
  attack 'B: on what a privileged container mounts' EACCES with privileged @     'busybox mount -t tmpfs none /tmp && busybox cp /bin/busybox /tmp/new' exec /tmp/new
  attack 'B: have the kernel run a program of the node, by core_pattern' EPERM by_core_pattern @
  gap 'links and other names in a container are its own'
  attack 'D: have its name lead to another blessed program' EACCES in_container @ \
    'busybox rm /app/true && busybox ln -s /bin/busybox /app/true' exec /app/true
  attack 'D: in a container older than the guard' EACCES in_resident @ : exec /evil/true
  attack 'D: executed into a container from outside' EACCES executed_in_resident @ /evil/true
  attack 'D: a changed copy in the upper directory' EACCES forged @ copy
  attack 'D: an opaque upper directory' EACCES forged @ opaque
  attack 'D: an upper directory that redirects' EACCES forged @ redirect
  attack 'D: an upper file whose data is elsewhere' EACCES forged @ metacopy
  attack 'A: write to the runtime' EPERM open-write "$runtime"
  attack 'A: write to a program of the layer' EPERM open-write @/layer/app/true
  attack 'A: truncate it' EPERM truncate @/layer/lib64/ld-linux-x86-64.so.2
  attack 'E: change its mode' EPERM chmod @/layer/app/true 0711
  attack 'E: forge an attribute of overlayfs' EPERM run setfattr -n trusted.overlay.redirect -v /evil/true @/layer/app/true
  attack 'C: rename another over it' EPERM rename @/layer/evil/true @/layer/app/true
  attack 'C: remove it' EPERM unlink @/layer$libc
  attack 'C: exchange it with another layer' EPERM exchanged_layers @
  attack 'C: mount another layer over it' EPERM over_layer bind @

  control 'a blessed image starts, and its programs run' in_container @ : exec /app/true
  control 'and its libraries' in_container @ : map-exec $libc
  control 'by its ld.so' by_ld_so @ /app/true
  control 'beside a changed program the others run' in_container @ 'echo x >>/app/true' exec /bin/busybox
  control 'files are written, renamed, removed' in_container @     'echo text >/tmp/a && busybox mv /tmp/a /etc/b && busybox chmod 600 /etc/b && busybox rm /etc/b' exec /app/true
  control 'copied up by its metadata only, it has the same bytes' with_metacopy @ 'busybox chmod 0711 /app/true' exec /app/true
  control 'in a container older than the guard' in_resident @ : exec /app/true
  control 'executed into a container from outside' executed_in_resident @ /app/true
  control 'containers start and stop, one by one and at once' several @
  control 'outside of the cgroup any image runs' in_free_container @ : exec /evil/true
  control 'and what is changed there' in_free_container @ 'echo x >>/app/true' exec /app/true
  control 'and a memfd' in_free_container @ : exec-memfd /bin/busybox
}

modprobe overlay
mkdir -p "/sys/fs/cgroup/$gated"
make_image blessed
make_image other changed
