// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Optional;

/** What a digest was computed with, named as in the in-toto DigestSet specification. */
public enum DigestAlgorithm {
  MD5("md5", 16, Strength.WEAK),
  SHA1("sha1", 20, Strength.WEAK),
  SHA256("sha256", 32, Strength.STRONG),
  SHA384("sha384", 48, Strength.STRONG),
  SHA512("sha512", 64, Strength.STRONG),
  /**
   * The fs-verity file digest with SHA-256, of 4096-byte blocks and without a salt unless {@link
   * VerityParameters} say otherwise. Not the SHA-256 of the bytes.
   */
  FSVERITY_SHA256("fsverity-sha256", 32, Strength.STRONG),
  /** The same with SHA-512. */
  FSVERITY_SHA512("fsverity-sha512", 64, Strength.STRONG),
  /**
   * Of a directory tree, never of a file: the SHA-256 of the sorted lines {@code <sha256>
   * <path>\n}, two spaces between, as {@code sha256sum} prints them.
   */
  DIR_HASH("dirHash", 32, Strength.STRONG);

  /** Whether a digest may stand alone as a file's identity. */
  public enum Strength {
    WEAK,
    STRONG
  }

  private final String key;
  private final int length;
  private final Strength strength;

  DigestAlgorithm(String key, int length, Strength strength) {
    this.key = key;
    this.length = length;
    this.strength = strength;
  }

  /** The name used in digest sets, such as {@code sha256}. */
  public String key() {
    return key;
  }

  /** The digest's length in bytes. */
  public int length() {
    return length;
  }

  /** Weak digests (MD5, SHA-1) corroborate; they never identify a file alone. */
  public Strength strength() {
    return strength;
  }

  /** Whether it is an fs-verity file digest. */
  public boolean isFsverity() {
    return this == FSVERITY_SHA256 || this == FSVERITY_SHA512;
  }

  /** The algorithm of that exact key, or empty when this program does not know it. */
  public static Optional<DigestAlgorithm> ofKey(String key) {
    for (DigestAlgorithm algorithm : values()) {
      if (algorithm.key.equals(key)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
