// SPDX-License-Identifier: Apache-2.0
/**
 * Blesses the files of a container image inside its layers, before it is pushed. It reads an image
 * and writes another one; it never changes the one that it read, and never touches the kernel.
 */
@NullMarked
package dev.sbomlock.blesser.image;

import org.jspecify.annotations.NullMarked;
