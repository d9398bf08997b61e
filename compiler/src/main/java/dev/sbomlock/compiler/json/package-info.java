// SPDX-License-Identifier: Apache-2.0
/** Strict JSON: documents of strangers, read under named limits. It knows no SBOM format. */
@NullMarked
package dev.sbomlock.compiler.json;

import org.jspecify.annotations.NullMarked;
