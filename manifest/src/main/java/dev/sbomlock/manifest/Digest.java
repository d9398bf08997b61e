// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A well-formed digest: an algorithm and exactly as many bytes as it gives. */
public final class Digest implements Comparable<Digest> {

  private static final HexFormat HEX = HexFormat.of();

  private final DigestAlgorithm algorithm;

  // A manifest has millions of them: half of what their digits would take.
  private final byte[] bytes;

  private Digest(DigestAlgorithm algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes;
    requireLength(algorithm, 2 * bytes.length);
  }

  private static void requireLength(DigestAlgorithm algorithm, int digits) {
    if (digits != 2 * algorithm.length()) {
      throw new IllegalArgumentException(
          Text.format(
              "a %s digest has %d hex digits, not %d",
              algorithm.key(), 2 * algorithm.length(), digits));
    }
  }

  /**
   * A digest in hex.
   *
   * @param algorithm what it was computed with
   * @param hex lower-case hex digits, two a byte
   * @throws IllegalArgumentException when {@code hex} is not a digest of that algorithm
   */
  public Digest(DigestAlgorithm algorithm, String hex) {
    this(algorithm, parsed(algorithm, hex));
    if (!hex().equals(hex)) {
      throw new IllegalArgumentException("a digest is written in lower-case hex digits only");
    }
  }

  private static byte[] parsed(DigestAlgorithm algorithm, String hex) {
    requireLength(algorithm, hex.length());
    try {
      return HEX.parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a digest is written in lower-case hex digits only", e);
    }
  }

  /** A digest of the given raw bytes. */
  public static Digest of(DigestAlgorithm algorithm, byte[] bytes) {
    return new Digest(algorithm, bytes.clone());
  }

  /**
   * A digest written by someone else, in either case.
   *
   * @throws IllegalArgumentException when it is not a digest of that algorithm
   */
  public static Digest parse(DigestAlgorithm algorithm, String hex) {
    return new Digest(algorithm, parsed(algorithm, hex));
  }

  /** A digest of bytes that nobody else has. */
  static Digest adopt(DigestAlgorithm algorithm, byte[] bytes) {
    return new Digest(algorithm, bytes);
  }

  /** What it was computed with. */
  public DigestAlgorithm algorithm() {
    return algorithm;
  }

  /** Lower-case hex digits, two a byte. */
  public String hex() {
    return HEX.formatHex(bytes);
  }

  /** The raw bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether every byte is zero: a placeholder that some generators write, never a digest. */
  public boolean isPlaceholder() {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  /** By algorithm, then by its digits. */
  @Override
  public int compareTo(Digest other) {
    int byAlgorithm = algorithm.compareTo(other.algorithm);
    return byAlgorithm != 0 ? byAlgorithm : Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest
        && algorithm == digest.algorithm
        && Arrays.equals(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@code algorithm:hex}. */
  @Override
  public String toString() {
    return algorithm.key() + ":" + hex();
  }
}
