// SPDX-License-Identifier: Apache-2.0
/** What the compiler says when the answer is no: every diagnostic code C001 to C099. */
@NullMarked
package dev.sbomlock.compiler.problem;

import org.jspecify.annotations.NullMarked;
