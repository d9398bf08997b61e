// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Hashing;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What a signature of IMA or EVM is made over (include/uapi/linux/hash_info.h). */
public enum SignatureHash {
  SHA1(2, "SHA-1", "3021300906052b0e03021a05000414"),
  SHA256(4, "SHA-256", "3031300d060960864801650304020105000420"),
  SHA384(5, "SHA-384", "3041300d060960864801650304020205000430"),
  SHA512(6, "SHA-512", "3051300d060960864801650304020305000440");

  private final int number;
  private final String algorithm;
  private final String digestInfo;

  SignatureHash(int number, String algorithm, String digestInfo) {
    this.number = number;
    this.algorithm = algorithm;
    this.digestInfo = digestInfo;
  }

  /**
   * What a digest was made with, which is what the kernel signs it with.
   *
   * @throws IllegalArgumentException when no file is signed by such a digest
   */
  public static SignatureHash of(Digest digest) {
    return switch (digest.algorithm()) {
      case SHA256, FSVERITY_SHA256 -> SHA256;
      case SHA512, FSVERITY_SHA512 -> SHA512;
      case MD5, SHA1, SHA384, DIR_HASH ->
          throw new IllegalArgumentException("no signature over " + digest);
    };
  }

  /** The kernel's number, HASH_ALGO_*. */
  public int number() {
    return number;
  }

  /** A fresh digest. */
  public MessageDigest digest() {
    return Hashing.of(algorithm);
  }

  /** The DER of DigestInfo up to the digest (RFC 8017, 9.2). */
  byte[] digestInfo() {
    return HexFormat.of().parseHex(digestInfo);
  }
}
