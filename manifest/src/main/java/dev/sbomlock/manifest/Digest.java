// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A well-formed digest: an algorithm and exactly as many lower-case hex digits as it gives.
 *
 * @param algorithm what it was computed with
 * @param hex lower-case hex digits, two a byte
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Comparable<Digest> {

  /**
   * Checks length and alphabet.
   *
   * @throws IllegalArgumentException when {@code hex} is not a digest of that algorithm
   */
  public Digest {
    if (hex.length() != 2 * algorithm.length()) {
      throw new IllegalArgumentException(
          Text.format(
              "a %s digest has %d hex digits, not %d",
              algorithm.key(), 2 * algorithm.length(), hex.length()));
    }
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        throw new IllegalArgumentException("a digest is written in lower-case hex digits only");
      }
    }
  }

  /** A digest of the given raw bytes. */
  public static Digest of(DigestAlgorithm algorithm, byte[] bytes) {
    return new Digest(algorithm, HexFormat.of().formatHex(bytes));
  }

  /**
   * A digest written by someone else, in either case.
   *
   * @throws IllegalArgumentException when it is not a digest of that algorithm
   */
  public static Digest parse(DigestAlgorithm algorithm, String hex) {
    return new Digest(algorithm, hex.toLowerCase(Locale.ROOT));
  }

  /** The raw bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** Whether every byte is zero: a placeholder that some generators write, never a digest. */
  public boolean isPlaceholder() {
    return hex.chars().allMatch(c -> c == '0');
  }

  @Override
  public int compareTo(Digest other) {
    int byAlgorithm = algorithm.compareTo(other.algorithm);
    return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
  }

  /** {@code algorithm:hex}. */
  @Override
  public String toString() {
    return algorithm.key() + ":" + hex;
  }
}
