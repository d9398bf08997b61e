// SPDX-License-Identifier: Apache-2.0
/**
 * Blesses the files of a container image where a runtime has unpacked its layers, so that every
 * container of it, and every other image that shares a layer, has them blessed.
 */
@NullMarked
package dev.sbomlock.blesser.store;

import org.jspecify.annotations.NullMarked;
