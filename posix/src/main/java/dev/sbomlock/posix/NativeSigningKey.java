// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.util.Arrays;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.byref.PointerByReference;

/**
 * A private key in OpenSSL's libcrypto, which signs in a fraction of the time that the JDK takes.
 * It lives as long as the process does. For any number of threads.
 */
public final class NativeSigningKey {

  private final LibCrypto crypto;
  private final Pointer key;

  /** One for each thread that signs, for making it takes as long as many a signature. */
  private final ThreadLocal<Pointer> context = ThreadLocal.withInitial(this::newContext);

  private NativeSigningKey(LibCrypto crypto, Pointer key) {
    this.crypto = crypto;
    this.key = key;
  }

  /**
   * Hands a key to libcrypto.
   *
   * @param pkcs8 RSA or elliptic curves, DER
   * @return empty where there is no libcrypto of OpenSSL 3, or when it does not take the key
   */
  public static Optional<NativeSigningKey> of(byte[] pkcs8) {
    LibCrypto crypto;
    try {
      crypto = Library.CRYPTO;
    } catch (LinkageError absent) {
      return Optional.empty();
    }
    Pointer der = Memory.allocateDirect(Runtime.getRuntime(crypto), pkcs8.length);
    der.put(0, pkcs8, 0, pkcs8.length);
    Pointer key = crypto.d2i_AutoPrivateKey(null, new PointerByReference(der), pkcs8.length);
    der.setMemory(0, pkcs8.length, (byte) 0);
    return key == null ? Optional.empty() : Optional.of(new NativeSigningKey(crypto, key));
  }

  /**
   * Signs without computing a digest: by RSA PKCS#1 v1.5 a DigestInfo, by ECDSA a digest.
   *
   * @return the signature, ECDSA's in DER
   */
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[crypto.EVP_PKEY_get_size(key)];
    long[] size = {signature.length};
    if (crypto.EVP_PKEY_sign(context.get(), signature, size, message, message.length) != 1) {
      throw new IllegalStateException("libcrypto does not sign with a key that it has taken");
    }
    return Arrays.copyOf(signature, Math.toIntExact(size[0]));
  }

  private Pointer newContext() {
    Pointer made = crypto.EVP_PKEY_CTX_new(key, null);
    if (made == null || crypto.EVP_PKEY_sign_init(made) != 1) {
      throw new IllegalStateException("libcrypto does not sign with a key that it has taken");
    }
    return made;
  }

  /** Loads the library on first use, not when a class is merely linked. */
  private static final class Library {
    static final LibCrypto CRYPTO = LibraryLoader.create(LibCrypto.class).load(LibCrypto.NAME);
  }
}
