// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.HexFormat;
import java.util.Optional;

/**
 * How fs-verity builds its Merkle tree (Documentation/filesystems/fsverity.rst).
 *
 * @param hash the tree's hash
 * @param blockSize bytes a block, a power of two from 1024 to 65536
 * @param saltHex the salt, at most 32 bytes, in lower-case hex; empty for none
 */
public record VerityParameters(Hash hash, int blockSize, String saltHex) {

  /** SHA-256, 4096-byte blocks, no salt: what is meant where nothing is said. */
  public static final VerityParameters DEFAULT = new VerityParameters(Hash.SHA256, 4096, "");

  private static final int MAX_SALT = 32;

  /**
   * Checks block size and salt.
   *
   * @throws IllegalArgumentException when fs-verity knows no such tree
   */
  public VerityParameters {
    if (blockSize < 1024 || blockSize > 65536 || Integer.bitCount(blockSize) != 1) {
      throw new IllegalArgumentException(
          "an fs-verity block size is a power of two from 1024 to 65536, not " + blockSize);
    }
    if (!isSalt(saltHex)) {
      throw new IllegalArgumentException(
          "an fs-verity salt has at most 32 bytes, in lower-case hex digits");
    }
  }

  private static boolean isSalt(String hex) {
    for (int i = 0; i < hex.length(); i++) {
      if ("0123456789abcdef".indexOf(hex.charAt(i)) < 0) {
        return false;
      }
    }
    return hex.length() % 2 == 0 && hex.length() <= 2 * MAX_SALT;
  }

  /** What digests of such trees are called. */
  public DigestAlgorithm algorithm() {
    return hash.algorithm();
  }

  /** Whether they are what others mean by that name: block size and salt as by default. */
  public boolean areCustomary() {
    return blockSize == DEFAULT.blockSize && saltHex.isEmpty();
  }

  /** The salt's bytes. */
  public byte[] salt() {
    return HexFormat.of().parseHex(saltHex);
  }

  /** The hashes that fs-verity knows (include/uapi/linux/fsverity.h). */
  public enum Hash {
    SHA256("sha256", 1, DigestAlgorithm.FSVERITY_SHA256, "SHA-256", 64),
    SHA512("sha512", 2, DigestAlgorithm.FSVERITY_SHA512, "SHA-512", 128);

    private final String key;
    private final int number;
    private final DigestAlgorithm algorithm;
    private final String jcaName;
    private final int inputBlock;

    Hash(String key, int number, DigestAlgorithm algorithm, String jcaName, int inputBlock) {
      this.key = key;
      this.number = number;
      this.algorithm = algorithm;
      this.jcaName = jcaName;
      this.inputBlock = inputBlock;
    }

    /** The hash of that number, or empty where fs-verity has got a new one. */
    public static Optional<Hash> ofNumber(int number) {
      for (Hash hash : values()) {
        if (hash.number == number) {
          return Optional.of(hash);
        }
      }
      return Optional.empty();
    }

    /** Its name, as {@code fsverity} and the manifest write it. */
    public String key() {
      return key;
    }

    /** FS_VERITY_HASH_ALG_*. */
    public int number() {
      return number;
    }

    /** What file digests made with it are called. */
    public DigestAlgorithm algorithm() {
      return algorithm;
    }

    String jcaName() {
      return jcaName;
    }

    int length() {
      return algorithm.length();
    }

    /** What the salt is zero-padded to, in bytes. */
    int inputBlock() {
      return inputBlock;
    }
  }
}
