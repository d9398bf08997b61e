// SPDX-License-Identifier: Apache-2.0
/**
 * Strict XML: documents of strangers, without document types and entities, read under named limits.
 * It knows no SBOM format but its namespaces.
 */
@NullMarked
package dev.sbomlock.compiler.xml;

import org.jspecify.annotations.NullMarked;
