// SPDX-License-Identifier: Apache-2.0
/**
 * Reads tar archives of strangers as a stream: ustar, GNU and PAX. It knows neither images nor the
 * file system, and writes nothing.
 */
@NullMarked
package dev.sbomlock.image.tar;

import org.jspecify.annotations.NullMarked;
