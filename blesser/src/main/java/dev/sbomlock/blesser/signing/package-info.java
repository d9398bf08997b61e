// SPDX-License-Identifier: Apache-2.0
/**
 * Keys that sign files for the kernel, and the signatures of IMA and EVM byte by byte. The JDK
 * only: this runs as root on nodes, and neither Bouncy Castle nor any file to be signed comes here.
 */
@NullMarked
package dev.sbomlock.blesser.signing;

import org.jspecify.annotations.NullMarked;
