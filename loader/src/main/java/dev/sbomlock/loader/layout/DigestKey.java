// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A digest that the kernel measured or may measure: {@code struct sbomlock_digest}.
 *
 * @param algorithm as in struct fsverity_digest: 1 is SHA-256
 * @param hex lower case, empty when there is no digest
 */
public record DigestKey(int algorithm, String hex) {

  /** FS_VERITY_HASH_ALG_SHA256. */
  public static final int SHA256 = 1;

  public static final int SIZEOF = 68;
  static final int ALGORITHM = 0;
  static final int SIZE = 2;
  static final int BYTES = 4;
  static final int MAX = 64;

  /** What the kernel measures of a file that was measured. */
  public static DigestKey of(Measurement file) {
    return new DigestKey(SHA256, file.require(DigestAlgorithm.FSVERITY_SHA256).hex());
  }

  /** The digest at that offset; a size that the kernel never gives is cut to what fits. */
  static DigestKey read(ByteBuffer bytes, int offset) {
    int size = Math.min(Short.toUnsignedInt(bytes.getShort(offset + SIZE)), MAX);
    byte[] digest = new byte[size];
    bytes.get(offset + BYTES, digest);
    return new DigestKey(
        Short.toUnsignedInt(bytes.getShort(offset + ALGORITHM)), HexFormat.of().formatHex(digest));
  }

  /** The bytes of a map key, zero beyond the digest. */
  public byte[] bytes() {
    byte[] digest = HexFormat.of().parseHex(hex);
    byte[] key = new byte[SIZEOF];
    ByteBuffer.wrap(key)
        .order(ByteOrder.nativeOrder())
        .putShort(ALGORITHM, (short) algorithm)
        .putShort(SIZE, (short) digest.length)
        .put(BYTES, digest);
    return key;
  }
}
