// SPDX-License-Identifier: Apache-2.0
/**
 * Which packages a file is made of, as the file itself says: jars and Go programs. It knows neither
 * SBOMs nor package databases, runs nothing, and unpacks nothing to disk.
 */
@NullMarked
package dev.sbomlock.compiler.embedded;

import org.jspecify.annotations.NullMarked;
