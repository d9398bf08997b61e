// SPDX-License-Identifier: Apache-2.0
/** What several tests of the compiler share. */
@NullMarked
package dev.sbomlock.compiler.testing;

import org.jspecify.annotations.NullMarked;
