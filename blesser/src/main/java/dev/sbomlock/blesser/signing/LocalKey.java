// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.posix.NativeSigningKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Optional;

/**
 * Signs with a key that is in memory: by libcrypto where it is, else by the JDK. The octets of RSA
 * are the same.
 */
final class LocalKey implements RawSigner {

  private final PrivateKey key;
  private final String algorithm;

  /** The same key in libcrypto, once the first file is signed, for often there is none. */
  private Optional<NativeSigningKey> fast = Optional.empty();

  private boolean handed;

  LocalKey(PrivateKey key, String algorithm) {
    this.key = key;
    this.algorithm = algorithm;
  }

  @Override
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    Optional<NativeSigningKey> inLibcrypto = fast();
    return inLibcrypto.isPresent()
        ? inLibcrypto.get().sign(message)
        : RawSigner.signed(Signature.getInstance(algorithm), key, message);
  }

  private synchronized Optional<NativeSigningKey> fast() {
    if (!handed) {
      fast = NativeSigningKey.of(key.getEncoded());
      handed = true;
    }
    return fast;
  }
}
