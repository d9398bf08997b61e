// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.Verity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A digest that the kernel measured or may measure: {@code struct sbomlock_digest}. */
public final class DigestKey {

  public static final int SIZEOF = 68;
  static final int ALGORITHM = 0;
  static final int SIZE = 2;
  static final int BYTES = 4;
  static final int MAX = 64;

  private static final HexFormat HEX = HexFormat.of();

  private final int algorithm;

  // A policy has millions of them: half of what their digits would take.
  private final byte[] digest;

  private DigestKey(int algorithm, byte[] digest) {
    this.algorithm = algorithm;
    this.digest = digest;
  }

  /**
   * A digest in hex.
   *
   * @param algorithm FS_VERITY_HASH_ALG_*
   * @param hex empty when there is no digest
   */
  public DigestKey(int algorithm, String hex) {
    this(algorithm, HEX.parseHex(hex));
  }

  /** What the kernel measures of a file that was measured. */
  public static DigestKey of(Measurement file) {
    return of(file.fsverity());
  }

  /**
   * An fs-verity digest as the kernel has it.
   *
   * @throws IllegalArgumentException when it is another digest
   */
  public static DigestKey of(Digest fsverity) {
    for (VerityParameters.Hash hash : VerityParameters.Hash.values()) {
      if (hash.algorithm() == fsverity.algorithm()) {
        return new DigestKey(hash.number(), fsverity.bytes());
      }
    }
    throw new IllegalArgumentException(fsverity + " is none of fs-verity");
  }

  /** What the kernel has measured. */
  public static DigestKey of(Verity.Measured measured) {
    return new DigestKey(measured.algorithm(), measured.hex());
  }

  /** The digest at that offset; a size that the kernel never gives is cut to what fits. */
  static DigestKey read(ByteBuffer bytes, int offset) {
    int size = Math.min(Short.toUnsignedInt(bytes.getShort(offset + SIZE)), MAX);
    byte[] digest = new byte[size];
    bytes.get(offset + BYTES, digest);
    return new DigestKey(Short.toUnsignedInt(bytes.getShort(offset + ALGORITHM)), digest);
  }

  /** FS_VERITY_HASH_ALG_*. */
  public int algorithm() {
    return algorithm;
  }

  /** Lower-case hex digits, none when there is no digest. */
  public String hex() {
    return HEX.formatHex(digest);
  }

  /** The bytes of a map key, zero beyond the digest. */
  public byte[] bytes() {
    byte[] key = new byte[SIZEOF];
    ByteBuffer.wrap(key)
        .order(ByteOrder.nativeOrder())
        .putShort(ALGORITHM, (short) algorithm)
        .putShort(SIZE, (short) digest.length)
        .put(BYTES, digest);
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DigestKey key
        && algorithm == key.algorithm
        && Arrays.equals(digest, key.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  /** As manifests write it, {@code fsverity-sha256:HEX}. */
  @Override
  public String toString() {
    String name =
        VerityParameters.Hash.ofNumber(algorithm)
            .map(hash -> hash.algorithm().key())
            .orElse("fsverity-" + algorithm);
    return name + ":" + hex();
  }
}
