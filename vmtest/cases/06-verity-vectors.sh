#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: add manifest/src/test/resources/fsverity-vectors.json:/srv/vectors.json
# boot: made vmtest/lib/verity-contents:/srv/largest
#
# The vectors that our verity digests are tested with are what this kernel measures: every size, digest
# algorithm and block size that it can take, with every salt; the largest files without salt only, since
# each takes seconds here.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

make_contents() {
  local size digest
  mkdir -p /srv/contents
  while read -r size digest; do
    head -c "$size" /srv/largest >"/srv/contents/$size"
    echo "$digest  /srv/contents/$size" >>/srv/digests
  done < <(jq -r '.content_sha256 | to_entries[] | "\(.key) \(.value)"' /srv/vectors.json)
  [[ $(jq '[.vectors[].size] | unique | length' /srv/vectors.json) == $(wc -l </srv/digests) ]]
  sha256sum --check --quiet /srv/digests
}

vectors_of() {
  jq -r --arg algorithm "$1" --argjson block "$2" '.vectors[]
    | select(.alg == $algorithm and .block_size == $block and (.size < 60000000 or .salt == "")) | "\(.size) \(.digest) \(.salt)"' /srv/vectors.json
}

measured_alike() {
  local algorithm=$1 block=$2 size digest salt found
  while read -r size digest salt; do
    cp "/srv/contents/$size" /srv/tree/file
    fsverity enable --hash-alg="$algorithm" --block-size="$block" ${salt:+"--salt=$salt"} /srv/tree/file
    found=$(fsverity measure /srv/tree/file)
    if [[ $found != "$algorithm:$digest "* ]]; then
      echo "size $size, salt '$salt': measured $found, expected $digest"
      return 1
    fi
    rm /srv/tree/file
  done < <(vectors_of "$algorithm" "$block")
}

kernel_refuses() {
  cp /srv/contents/4096 /srv/tree/file
  ! fsverity enable --hash-alg="$1" --block-size="$2" /srv/tree/file
}

tree_for_vectors() {
  mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc 512M
  mount --mkdir /dev/vdc /srv/tree
}

check 'a file system with fs-verity' tree_for_vectors
check 'the contents of the vectors' make_contents
for algorithm in sha256 sha512; do
  for block in $(jq '.vectors[].block_size' /srv/vectors.json | sort -un); do
    count=$(vectors_of "$algorithm" "$block" | wc -l)
    if ((block <= $(getconf PAGESIZE))); then
      check "$algorithm with blocks of $block: the kernel measures all $count vectors alike" \
        measured_alike "$algorithm" "$block"
    else
      check "$algorithm with blocks of $block: larger than a page, which this kernel takes of no file" \
        kernel_refuses "$algorithm" "$block"
    fi
  done
done
