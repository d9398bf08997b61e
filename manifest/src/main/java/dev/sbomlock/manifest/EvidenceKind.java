// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Optional;

/** By what right a file is where it is, strongest first. */
public enum EvidenceKind {
  /** A verified in-toto link lists the file's SHA-256 among its products. */
  IN_TOTO_PRODUCT("in-toto-product"),
  /** An SBOM states a strong digest of the file. */
  SBOM_DIGEST("sbom-digest"),
  /** A package database states a strong digest (rpm, Python RECORD). */
  PACKAGE_DIGEST_STRONG("package-digest-strong"),
  /** An SBOM states only weak digests (SHA-1, MD5) of the file. */
  SBOM_DIGEST_WEAK("sbom-digest-weak"),
  /** A package database states a weak digest (dpkg MD5, apk SHA-1). */
  PACKAGE_DIGEST_WEAK("package-digest-weak"),
  /** A component's archive digest equals the file's, as with jars. */
  ARCHIVE_DIGEST("archive-digest"),
  /** A package owns the path; no digest backs the content. */
  OWNERSHIP("ownership");

  private final String key;

  EvidenceKind(String key) {
    this.key = key;
  }

  /** The name used in manifests. */
  public String key() {
    return key;
  }

  /** The kind of that exact key. */
  public static Optional<EvidenceKind> ofKey(String key) {
    for (EvidenceKind kind : values()) {
      if (kind.key.equals(key)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
