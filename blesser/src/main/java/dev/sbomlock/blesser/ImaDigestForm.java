// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import java.util.Arrays;
import java.util.HexFormat;

/** security.ima as a digest: type, algorithm, and the digest itself. */
final class ImaDigestForm implements ImaForm {

  // HASH_ALGO_SHA256.
  private static final byte SHA256 = 4;
  private static final int HEADER = 2;

  @Override
  public byte[] value(Measurement expected) {
    byte[] digest = expected.require(DigestAlgorithm.SHA256).bytes();
    byte[] value = new byte[HEADER + digest.length];
    value[0] = DIGEST_NG;
    value[1] = SHA256;
    System.arraycopy(digest, 0, value, HEADER, digest.length);
    return value;
  }

  @Override
  public Protection judge(byte[] held, Measurement expected) {
    if (Arrays.equals(held, value(expected))) {
      return new Protection.Blessed();
    }
    String actual = "0x" + HexFormat.of().formatHex(held);
    return held.length > 0 && held[0] == DIGEST_NG
        ? new Protection.Contradicting(actual)
        : new Protection.Foreign(actual);
  }
}
