// SPDX-License-Identifier: Apache-2.0
/** The language in which {@code mkcomposefs} is told what an image holds. Pure. */
@NullMarked
package dev.sbomlock.manifest.composefs;

import org.jspecify.annotations.NullMarked;
