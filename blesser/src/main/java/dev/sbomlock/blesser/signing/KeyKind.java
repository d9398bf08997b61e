// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The keys that kernels verify signatures of files with. */
public enum KeyKind {
  RSA2048("rsa2048", "RSA", 2048, ""),
  RSA3072("rsa3072", "RSA", 3072, ""),
  RSA4096("rsa4096", "RSA", 4096, ""),
  P256("p256", "EC", 256, "secp256r1"),
  P384("p384", "EC", 384, "secp384r1");

  private final String key;
  private final String algorithm;
  private final int bits;
  private final String curve;

  KeyKind(String key, String algorithm, int bits, String curve) {
    this.key = key;
    this.algorithm = algorithm;
    this.bits = bits;
    this.curve = curve;
  }

  /** The name used on the command line. */
  public String key() {
    return key;
  }

  boolean isRsa() {
    return curve.isEmpty();
  }

  /** A fresh key. */
  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (isRsa()) {
        generator.initialize(bits);
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes such keys", e);
    }
  }
}
