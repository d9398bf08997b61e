// SPDX-License-Identifier: Apache-2.0
/**
 * Compiles SBOMs, provenance and content into a measurement manifest. It reads files and never
 * changes one, never touches the kernel, and never prints.
 *
 * <p>{@link dev.sbomlock.compiler.Compiler} is the only way in; what is public in the packages
 * below serves it alone.
 */
@NullMarked
package dev.sbomlock.compiler;

import org.jspecify.annotations.NullMarked;
