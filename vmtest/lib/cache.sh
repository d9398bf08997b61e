# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The cache of built node parts. An entry is a directory NAME-KEY whose key is the digest of all that
# went into it; it is built aside, sealed with the sizes of its files, and renamed into place.

# shellcheck source=vmtest/lib/say.sh
source "${BASH_SOURCE[0]%/*}/say.sh"

CACHE_UNUSED_DAYS=7

cache_root() {
  printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/sbomlock"
}

# Reads what an entry is made from on stdin, prints its key.
cache_key() {
  sha256sum | cut -c 1-16
}

entry_sizes() {
  (cd "$1" && find . -type f ! -path ./seal -printf '%s %P\n' | LC_ALL=C sort)
}

entry_whole() {
  [[ -e $1/seal ]] && cmp -s "$1/seal" <(entry_sizes "$1")
}

# cache_entry NAME KEY BUILDER…   prints the entry's directory; BUILDER DIR fills it when it is missing
# or broken. Two runs that want the same entry wait for each other.
cache_entry() {
  local name=$1 key=$2 root entry work lock
  shift 2
  root=$(cache_root)
  entry=$root/$name-$key
  mkdir -p "$root"
  exec {lock}>"$root/$name.lock"
  flock "$lock"
  if ! entry_whole "$entry"; then
    note "building $name (kept in the cache)"
    rm -rf "$entry"
    work=$(mktemp -d "$root/building-$name-XXXXXX")
    "$@" "$work" >&2
    entry_sizes "$work" >"$work/seal"
    mv -T "$work" "$entry"
  fi
  touch "$entry"
  prune_unused "$root" "$name"
  exec {lock}>&-
  printf '%s\n' "$entry"
}

# A build that was killed leaves its directory behind; its lock is ours now, so nobody works in it.
prune_unused() {
  find "$1" -mindepth 1 -maxdepth 1 -type d -name "building-$2-??????" -exec rm -rf {} +
  find "$1" -mindepth 1 -maxdepth 1 -type d -name "$2-*" -mtime "+$CACHE_UNUSED_DAYS" -exec rm -rf {} +
}
