# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Debian packages for the host and for the node, without touching the host's apt sources.
#
# ensure_packages NAME…          installs what is missing, from the host's own sources
# ensure_qemu                    installs QEMU 10 from bookworm-backports
# private_apt SUITES TOOL ARG…   runs apt-get or apt-cache on other suites of the host's own mirror

# shellcheck source=vmtest/lib/say.sh
source "${BASH_SOURCE[0]%/*}/say.sh"
# shellcheck source=vmtest/lib/cache.sh
source "${BASH_SOURCE[0]%/*}/cache.sh"

LISTS_MAX_AGE_MINUTES=1440
QEMU_MAJOR_WANTED=10

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo -- "$@"
  fi
}

# apt_install COMMAND…   installs the packages of the array wanted; its words are in apt_output
apt_install() {
  apt_output=$(as_root env DEBIAN_FRONTEND=noninteractive "$@" \
    -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install "${wanted[@]}" 2>&1)
}

package_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

ensure_packages() {
  local package apt_output
  local -a wanted=()
  for package in "$@"; do
    package_installed "$package" || wanted+=("$package")
  done
  ((${#wanted[@]})) || return 0
  note "installing ${wanted[*]}"
  # On a fresh machine the package lists are absent or stale, which shows as a failed install.
  apt_install apt-get && return 0
  as_root apt-get -qq -o DPkg::Lock::Timeout=600 update >&2
  apt_install apt-get || install_failed
}

install_failed() {
  printf '%s\n' "$apt_output" >&2
  die 3 "apt-get could not install '${wanted[*]}' (its words are above), so what needs them cannot run." \
    "Repair what apt-get complains about, then run this again."
}

qemu_major() {
  qemu-system-x86_64 --version 2>/dev/null | sed -n 's/^QEMU emulator version \([0-9]*\)\..*/\1/p'
}

# Bookworm's own QEMU 7.2 corrupts the memory of the guests under TCG: random oopses.
ensure_qemu() {
  local apt_output private_dir
  local -a wanted=(qemu-system-x86) private_options
  (($(qemu_major || true) + 0 >= QEMU_MAJOR_WANTED)) && return 0
  local suites='bookworm bookworm-updates bookworm-backports'
  note "installing QEMU $QEMU_MAJOR_WANTED from bookworm-backports"
  private_lists "$suites"
  apt_install apt-get "${private_options[@]}" -t bookworm-backports || install_failed
}

# Prints the deb822 stanza of the host's own mirror with other suites.
mirror_stanza() {
  local suites=$1 file stanza=
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/*.sources; do
    [[ -s $file ]] || continue
    stanza=$(awk 'BEGIN { RS = "" } { print; exit }' "$file" | sed "s/^Suites:.*/Suites: $suites/")
    break
  done
  if [[ -z $stanza && -s /etc/apt/sources.list ]]; then
    stanza=$(classic_stanza "$suites" /etc/apt/sources.list)
  fi
  [[ -n $stanza ]] ||
    die 3 "no Debian mirror was found in '/etc/apt', so no packages can be fetched for the node." \
      "Add a 'deb' line to /etc/apt/sources.list, or a stanza to /etc/apt/sources.list.d/debian.sources."
  printf '%s\n' "$stanza"
}

# The same from the first line of a one-line-style list.
classic_stanza() {
  awk -v suites="$1" '
    $1 == "deb" {
      signed = "/usr/share/keyrings/debian-archive-keyring.gpg"
      if (match($0, /signed-by=[^] ]+/)) signed = substr($0, RSTART + 10, RLENGTH - 10)
      sub(/\[[^]]*\] */, "")
      printf "Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n", $2, suites, signed
      exit
    }' "$2"
}

# Makes package lists for the suites that are at most a day old; sets private_dir and private_options.
private_lists() {
  local suites=$1 lock
  private_dir=$(cache_root)/apt/${suites// /+}
  mkdir -p "$private_dir"/{lists,cache/archives}/partial
  private_options=(
    -o "Dir::Etc::sourcelist=$private_dir/mirror.sources" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
    -o "Dir::State::Lists=$private_dir/lists" -o "Dir::Cache=$private_dir/cache"
    -o APT::Sandbox::User=root
  )
  exec {lock}>"$private_dir/lock"
  flock "$lock"
  if [[ ! -s $private_dir/mirror.sources ]]; then
    mirror_stanza "$suites" >"$private_dir/mirror.sources"
  fi
  if [[ -z $(find "$private_dir/updated" -mmin "-$LISTS_MAX_AGE_MINUTES" 2>/dev/null) ]]; then
    private_update "$suites"
  fi
  exec {lock}>&-
}

private_update() {
  if apt-get "${private_options[@]}" -qq update >&2; then
    touch "$private_dir/updated"
  elif [[ -e $private_dir/updated ]]; then
    note "the mirror did not answer for '$1'; the package lists fetched earlier are used"
  else
    die 3 "the mirror did not answer for the suites '$1', so no packages can be fetched for the node." \
      "Check that 'apt-get update' works on this machine, then run this again."
  fi
}

# The host's installed packages play no part in what these suites offer, hence the empty status file.
private_apt() {
  local suites=$1 tool=$2 private_dir private_options
  shift 2
  private_lists "$suites"
  "$tool" "${private_options[@]}" -o Dir::State::status=/dev/null "$@"
}

# fetch_packages SUITES DIR NAME…   downloads and unpacks packages into DIR
fetch_packages() {
  local suites=$1 tree=$2 download
  shift 2
  download=$(mktemp -d)
  if ! (cd "$download" && private_apt "$suites" apt-get -qq download "$@"); then
    rm -f "$(cache_root)/apt/${suites// /+}/updated"
    (cd "$download" && private_apt "$suites" apt-get -qq download "$@")
  fi
  local archive
  for archive in "$download"/*.deb; do
    dpkg-deb -x "$archive" "$tree"
  done
  rm -rf "$download"
}
