// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** Makes what computes digests: the JDK's, or those of a provider that the process prefers. */
public final class Hashing {

  private static volatile @Nullable Provider preferred;

  private Hashing() {}

  /**
   * From now on digests are the provider's, as far as it has them. It needs no place among those of
   * the JDK, which loads all of its own when it is given another.
   */
  public static void prefer(Provider provider) {
    preferred = provider;
  }

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    return of("SHA-256");
  }

  /** The SHA-256 of all these bytes. */
  public static Digest sha256(byte[] bytes) {
    return Digest.of(DigestAlgorithm.SHA256, sha256().digest(bytes));
  }

  /**
   * A fresh digest.
   *
   * @param algorithm by the name that the JDK gives it, one of those that every JDK has
   */
  public static MessageDigest of(String algorithm) {
    Provider provider = preferred;
    try {
      if (provider != null && provider.getService("MessageDigest", algorithm) != null) {
        return MessageDigest.getInstance(algorithm, provider);
      }
    } catch (NoSuchAlgorithmException e) {
      // It lacks what it is made of, and will not find that later.
      preferred = null;
    }
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
