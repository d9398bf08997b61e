// SPDX-License-Identifier: Apache-2.0
/** The neutral view of an SBOM, which the readers of all formats fill. It never touches content. */
@NullMarked
package dev.sbomlock.compiler.sbom;

import org.jspecify.annotations.NullMarked;
