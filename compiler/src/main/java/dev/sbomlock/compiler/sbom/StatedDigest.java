// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

/**
 * A digest as a document writes it, not yet checked.
 *
 * @param algorithm such as {@code SHA-256} (CycloneDX) or {@code SHA256} (SPDX)
 * @param value hex digits, perhaps
 */
public record StatedDigest(String algorithm, String value) {}
