// SPDX-License-Identifier: Apache-2.0
/**
 * Reads who owns which path from package databases inside the content, and from files themselves.
 */
@NullMarked
package dev.sbomlock.compiler.ownership;

import org.jspecify.annotations.NullMarked;
