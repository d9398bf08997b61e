// SPDX-License-Identifier: Apache-2.0
/**
 * Reads in-toto links, layouts and attestations and verifies them. What was not verified never
 * leaves this package.
 */
@NullMarked
package dev.sbomlock.compiler.intoto;

import org.jspecify.annotations.NullMarked;
