// SPDX-License-Identifier: Apache-2.0
/**
 * The JSON documents of images, read strictly and whole, so that what is not understood can be
 * written again as it was.
 */
@NullMarked
package dev.sbomlock.image.json;

import org.jspecify.annotations.NullMarked;
