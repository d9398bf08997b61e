// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;

/**
 * Signs what is digested already: RSA a DigestInfo by PKCS#1 v1.5, ECDSA a digest. For any number
 * of threads.
 */
interface RawSigner {

  /** The signature, ECDSA's in DER. */
  byte[] sign(byte[] message) throws GeneralSecurityException;

  /** By the provider that holds the key. */
  static RawSigner in(Provider provider, PrivateKey key, String algorithm) {
    return message -> signed(Signature.getInstance(algorithm, provider), key, message);
  }

  /** The signature that a fresh object of the JDK makes. */
  static byte[] signed(Signature signature, PrivateKey key, byte[] message)
      throws GeneralSecurityException {
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }
}
