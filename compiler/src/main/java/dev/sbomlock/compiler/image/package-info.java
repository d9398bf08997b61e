// SPDX-License-Identifier: Apache-2.0
/**
 * Container images as content: every file is measured while its layer is decompressed, what package
 * managers wrote is kept in memory, and nothing is unpacked.
 */
@NullMarked
package dev.sbomlock.compiler.image;

import org.jspecify.annotations.NullMarked;
