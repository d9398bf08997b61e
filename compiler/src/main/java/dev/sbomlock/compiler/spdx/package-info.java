// SPDX-License-Identifier: Apache-2.0
/** Reads SPDX 2 JSON into the neutral view. */
@NullMarked
package dev.sbomlock.compiler.spdx;

import org.jspecify.annotations.NullMarked;
