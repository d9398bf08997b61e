// SPDX-License-Identifier: Apache-2.0
/** Reads CycloneDX JSON into the neutral view. */
@NullMarked
package dev.sbomlock.compiler.cyclonedx;

import org.jspecify.annotations.NullMarked;
