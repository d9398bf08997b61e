// SPDX-License-Identifier: Apache-2.0
/**
 * Makes of a directory a digest store and a composefs image, in which accounted files bring the
 * attributes that bless them. The directory stays as it is.
 */
@NullMarked
package dev.sbomlock.blesser.composefs;

import org.jspecify.annotations.NullMarked;
