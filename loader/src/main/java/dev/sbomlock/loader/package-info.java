// SPDX-License-Identifier: Apache-2.0
/**
 * Blessed manifest in, attached BPF LSM out. Knows nothing of SBOMs, and blesses nothing: what is
 * not blessed is refused.
 */
@NullMarked
package dev.sbomlock.loader;

import org.jspecify.annotations.NullMarked;
