#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: add vmtest/soak/bless-kills:/node/fixture/bless-kills
#
# The same in the node, where file systems have fs-verity.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh

mkfs.ext4 -q -F -b 4096 -O verity /dev/vdc
mkdir -p /srv/kills
mount /dev/vdc /srv/kills

killed() {
  SBOMLOCK=$(command -v sbomlock) FILES=200 WORK_IN=/srv/kills timeout 2400 /node/fixture/bless-kills fsverity "${KILLS:-50}"
}

check "a run that is killed at any moment is completed by the next" killed
