// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import dev.sbomlock.manifest.signing.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** A private key that signs manifests. */
public final class SigningKey {

  private final PrivateKey key;
  private final SignatureScheme scheme;

  /**
   * A key.
   *
   * @throws IllegalArgumentException when it is of a kind or size that is not accepted
   */
  SigningKey(PrivateKey key) {
    this.key = key;
    this.scheme = SignatureScheme.of(key);
  }

  /** The key's signature over the message. */
  byte[] sign(byte[] message) {
    try {
      Signature signature = scheme.signature();
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK signs with keys that it has taken", e);
    }
  }
}
