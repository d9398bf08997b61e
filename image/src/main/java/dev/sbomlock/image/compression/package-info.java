// SPDX-License-Identifier: Apache-2.0
/**
 * gzip and zstd: one reader of each for all that is compressed, and writers whose bytes are the
 * same for any number of threads.
 */
@NullMarked
package dev.sbomlock.image.compression;

import org.jspecify.annotations.NullMarked;
