// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.posix.NativeSigningKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;

/**
 * Signs what is digested already: RSA a DigestInfo by PKCS#1 v1.5, ECDSA a digest. For any number
 * of threads.
 */
interface RawSigner {

  /** The signature, ECDSA's in DER. */
  byte[] sign(byte[] message) throws GeneralSecurityException;

  /** By libcrypto where it is, else by the JDK: the octets of RSA are the same. */
  static RawSigner of(PrivateKey key, String algorithm) {
    Optional<NativeSigningKey> fast = NativeSigningKey.of(key.getEncoded());
    return fast.isPresent()
        ? fast.get()::sign
        : message -> sign(Signature.getInstance(algorithm), key, message);
  }

  /** By the provider that holds the key. */
  static RawSigner in(Provider provider, PrivateKey key, String algorithm) {
    return message -> sign(Signature.getInstance(algorithm, provider), key, message);
  }

  private static byte[] sign(Signature signature, PrivateKey key, byte[] message)
      throws GeneralSecurityException {
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }
}
