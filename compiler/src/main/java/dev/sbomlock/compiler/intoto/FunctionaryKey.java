// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;

/**
 * The public key of someone who may sign, and the schemes in which a signature counts: the one that
 * its document names, or for a bare key all that its kind has.
 */
public final class FunctionaryKey {

  private final String name;
  private final PublicKey key;
  private final List<KeyScheme> schemes;
  private final Digest identity;

  /**
   * A key.
   *
   * @param name what to call it in diagnostics
   * @param scheme securesystemslib's name of the only scheme that counts, or empty
   * @throws IllegalArgumentException when it is of a kind, size or scheme that is not accepted
   */
  FunctionaryKey(String name, PublicKey key, String scheme) {
    this.name = name;
    this.key = key;
    this.schemes =
        KeyScheme.of(key).stream()
            .filter(known -> scheme.isEmpty() || known.key().equals(scheme))
            .toList();
    if (schemes.isEmpty()) {
      throw new IllegalArgumentException("such a key has no scheme '" + scheme + "' here");
    }
    this.identity = identity(key);
  }

  /** What the key is called in diagnostics. */
  public String name() {
    return name;
  }

  /**
   * SHA-256 of its SubjectPublicKeyInfo: what tells two keys apart. A keyid is only a label, which
   * versions compute differently.
   */
  public Digest identity() {
    return identity;
  }

  /** Whether the signature over the message is this key's. */
  boolean verifies(byte[] message, byte[] signature) {
    return schemes.stream().anyMatch(scheme -> scheme.verifies(key, message, signature));
  }

  /** One encoding a key, however it came: RSA's algorithm parameters may be there or not. */
  private static Digest identity(PublicKey key) {
    try {
      byte[] encoded = key.getEncoded();
      if (key instanceof RSAPublicKey rsa) {
        RSAPublicKeySpec numbers = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
        encoded = KeyFactory.getInstance("RSA").generatePublic(numbers).getEncoded();
      }
      return Digest.of(
          DigestAlgorithm.SHA256, MessageDigest.getInstance("SHA-256").digest(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA and SHA-256", e);
    }
  }
}
