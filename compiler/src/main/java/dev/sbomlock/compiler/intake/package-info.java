// SPDX-License-Identifier: Apache-2.0
/**
 * How the bytes of an SBOM come in: as a file or on standard input, compressed or not, each time
 * under named limits. It knows no SBOM format.
 */
@NullMarked
package dev.sbomlock.compiler.intake;

import org.jspecify.annotations.NullMarked;
