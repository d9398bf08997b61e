// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 and SHA-512 by OpenSSL's libcrypto, which is fast from the first byte. The JDK's own wait
 * for its second compiler to find the processor's instructions for it.
 *
 * <p>Where there is no libcrypto of OpenSSL 3 there are no such digests either.
 */
public final class LibCryptoProvider extends Provider {

  private static final long serialVersionUID = 1;

  private static final String NAME = "sbomlock-libcrypto";

  /** The library itself is loaded when a digest is asked for. */
  public LibCryptoProvider() {
    super(NAME, "1", "Digests by OpenSSL's libcrypto");
    putService(new Digests("SHA-256", "EVP_sha256", 32));
    putService(new Digests("SHA-512", "EVP_sha512", 64));
  }

  /** One algorithm, without the reflection that the JDK would use. */
  private final class Digests extends Service {
    private final String function;
    private final int length;
    private volatile @Nullable DigestContexts contexts;

    Digests(String algorithm, String function, int length) {
      super(
          LibCryptoProvider.this,
          "MessageDigest",
          algorithm,
          LibCryptoDigest.class.getName(),
          List.of(),
          null);
      this.function = function;
      this.length = length;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return new LibCryptoDigest(contexts());
      } catch (LinkageError absent) {
        throw new NoSuchAlgorithmException("there is no libcrypto of OpenSSL 3", absent);
      }
    }

    private DigestContexts contexts() {
      DigestContexts found = contexts;
      if (found == null) {
        found = DigestContexts.of(function, length);
        contexts = found;
      }
      return found;
    }
  }
}
