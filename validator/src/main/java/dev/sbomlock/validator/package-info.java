// SPDX-License-Identifier: Apache-2.0
/**
 * Whether an SBOM conforms to its specification, as the libraries of its authors see it: never what
 * {@code compile} makes of it, and never over the network.
 */
@NullMarked
package dev.sbomlock.validator;

import org.jspecify.annotations.NullMarked;
