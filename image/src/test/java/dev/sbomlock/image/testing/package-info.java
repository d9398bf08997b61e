// SPDX-License-Identifier: Apache-2.0
/** Makes archives, images and roots for tests, here and in the modules that read them. */
@NullMarked
package dev.sbomlock.image.testing;

import org.jspecify.annotations.NullMarked;
