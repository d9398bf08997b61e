#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: add vmtest/cases/20-protect-fsverity.sh:/node/fixture/attacks.sh
#
# Audit mode tells of each attack on blessed files what enforce mode denies, and denies nothing.

# shellcheck disable=SC2034
compare_modes=yes
# shellcheck source=vmtest/cases/20-protect-fsverity.sh
source /node/fixture/attacks.sh
