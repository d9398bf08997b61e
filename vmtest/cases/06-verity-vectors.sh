#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: add manifest/src/test/resources/fsverity-vectors.json:/srv/vectors.json
#
# The vectors that our verity digests are tested with are what this kernel measures: every size, digest
# algorithm and block size that it can take, with every salt; the largest files without salt only, since
# each takes seconds here.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

# The first bytes of SHA-256('sbomlock:0'), SHA-256('sbomlock:1') and so on, as the vectors' file says.
make_contents() {
  local largest size
  mkdir -p /srv/contents
  largest=$(jq '[.vectors[].size] | max' /srv/vectors.json)
  python3 - "$largest" <<'END_OF_PROGRAM' >/srv/contents/largest
import hashlib, sys
size = int(sys.argv[1])
for i in range(-(-size // 32)):
    digest = hashlib.sha256(b"sbomlock:%d" % i).digest()
    sys.stdout.buffer.write(digest[:size - 32 * i])
END_OF_PROGRAM
  for size in $(jq '.vectors[].size' /srv/vectors.json | sort -un); do
    head -c "$size" /srv/contents/largest >"/srv/contents/$size"
    sha256sum "/srv/contents/$size" |
      grep -q "^$(jq -r --arg size "$size" '.content_sha256[$size]' /srv/vectors.json) "
  done
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
