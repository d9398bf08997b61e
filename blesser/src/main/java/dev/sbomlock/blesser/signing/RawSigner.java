// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.posix.NativeSigningKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.util.Optional;

/**
 * Signs what is digested already: RSA a DigestInfo by PKCS#1 v1.5, ECDSA a digest. For any number
 * of threads.
 */
interface RawSigner {

  /** The signature, ECDSA's in DER. */
  byte[] sign(byte[] message);

  /** By libcrypto where it is, else by the JDK: the octets of RSA are the same. */
  static RawSigner of(PrivateKey key) {
    Optional<NativeSigningKey> fast = NativeSigningKey.of(key.getEncoded());
    return fast.isPresent() ? fast.get()::sign : message -> sign(key, message);
  }

  private static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(algorithm(key instanceof RSAKey));
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK signs with keys that it has taken", e);
    }
  }

  /** Whether a signature is that key's over a message; also false of what cannot be parsed. */
  static boolean verifies(PublicKey key, byte[] message, byte[] held) {
    try {
      Signature signature = Signature.getInstance(algorithm(key instanceof RSAKey));
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(held);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static String algorithm(boolean rsa) {
    return rsa ? "NONEwithRSA" : "NONEwithECDSA";
  }
}
