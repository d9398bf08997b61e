// SPDX-License-Identifier: Apache-2.0
/** Manifests in the languages of other enforcers. */
@NullMarked
package dev.sbomlock.compiler.export;

import org.jspecify.annotations.NullMarked;
