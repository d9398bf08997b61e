// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

/**
 * A document that the manifest was compiled from.
 *
 * @param kind such as {@code sbom} or {@code link}
 * @param format such as {@code CycloneDX 1.6 JSON}
 * @param name the file's name, without its directory
 * @param digest SHA-256 of the document's bytes
 */
public record Input(String kind, String format, String name, Digest digest) {

  /** Checks the texts and that the digest is a SHA-256. */
  public Input {
    Text.requireUnicode(kind, format, name);
    if (digest.algorithm() != DigestAlgorithm.SHA256) {
      throw new IllegalArgumentException("an input is named by its sha256");
    }
  }
}
