// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.HexFormat;

/**
 * How fs-verity builds its Merkle tree (Documentation/filesystems/fsverity.rst).
 *
 * @param hash the tree's hash
 * @param blockSize bytes a block, a power of two from 1024 to 65536
 * @param saltHex the salt, at most 32 bytes, in lower-case hex; empty for none
 */
public record VerityParameters(Hash hash, int blockSize, String saltHex) {

  /** SHA-256, 4096-byte blocks, no salt: what the manifest's {@code fsverity-sha256} means. */
  public static final VerityParameters DEFAULT = new VerityParameters(Hash.SHA256, 4096, "");

  private static final int MAX_SALT = 32;

  /** Checks block size and salt. */
  public VerityParameters {
    if (blockSize < 1024 || blockSize > 65536 || Integer.bitCount(blockSize) != 1) {
      throw new IllegalArgumentException("not an fs-verity block size: " + blockSize);
    }
    if (HexFormat.of().parseHex(saltHex).length > MAX_SALT) {
      throw new IllegalArgumentException("an fs-verity salt has at most 32 bytes");
    }
  }

  /** The salt's bytes. */
  public byte[] salt() {
    return HexFormat.of().parseHex(saltHex);
  }

  /** The hashes that fs-verity knows (include/uapi/linux/fsverity.h). */
  public enum Hash {
    SHA256(1, "SHA-256", 32, 64),
    SHA512(2, "SHA-512", 64, 128);

    private final int number;
    private final String jcaName;
    private final int length;
    private final int inputBlock;

    Hash(int number, String jcaName, int length, int inputBlock) {
      this.number = number;
      this.jcaName = jcaName;
      this.length = length;
      this.inputBlock = inputBlock;
    }

    /** FS_VERITY_HASH_ALG_*. */
    public int number() {
      return number;
    }

    String jcaName() {
      return jcaName;
    }

    int length() {
      return length;
    }

    /** What the salt is zero-padded to, in bytes. */
    int inputBlock() {
      return inputBlock;
    }
  }
}
