// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * PKCS#8 (RFC 5958) out of the older forms, and encrypted by PBES2 (RFC 8018). The JDK's own
 * decryption takes ASCII passphrases only.
 */
final class Pkcs8 {

  static final String RSA = "1.2.840.113549.1.1.1";
  static final String EC = "1.2.840.10045.2.1";

  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final String HMAC_SHA256 = "1.2.840.113549.2.9";
  private static final String AES_256 = "2.16.840.1.101.3.4.1.42";
  private static final Map<String, String> PRFS =
      Map.of(
          "1.2.840.113549.2.7",
          "PBKDF2WithHmacSHA1",
          HMAC_SHA256,
          "PBKDF2WithHmacSHA256",
          "1.2.840.113549.2.10",
          "PBKDF2WithHmacSHA384",
          "1.2.840.113549.2.11",
          "PBKDF2WithHmacSHA512");
  private static final Map<String, Encryption> ENCRYPTIONS =
      Map.of(
          "2.16.840.1.101.3.4.1.2",
          new Encryption("AES", 128),
          "2.16.840.1.101.3.4.1.22",
          new Encryption("AES", 192),
          AES_256,
          new Encryption("AES", 256),
          "1.2.840.113549.3.7",
          new Encryption("DESede", 192));
  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int ITERATIONS = 600_000;
  private static final int SALT = 16;
  private static final int BLOCK = 16;
  private static final int CURVE = 0;

  private Pkcs8() {}

  private record Encryption(String algorithm, int bits) {}

  /** Of PKCS#1. */
  static byte[] ofRsa(byte[] key) {
    return of(Der.sequence(Der.oid(RSA), Der.nothing()), key);
  }

  /** Of SEC1 (RFC 5915), which must name its curve. */
  static byte[] ofEc(byte[] key) {
    Der curve =
        Der.parse(key).parts().stream()
            .filter(part -> part.tag() == Der.EXPLICIT + CURVE)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("it does not name its curve"))
            .part(0, Der.OBJECT_IDENTIFIER);
    return of(Der.sequence(Der.oid(EC), curve), key);
  }

  private static byte[] of(Der algorithm, byte[] key) {
    return Der.sequence(Der.integer(0), algorithm, Der.octets(key)).encode();
  }

  /** The key, or empty when the passphrase is wrong. */
  static Optional<byte[]> decrypt(byte[] encrypted, char[] passphrase) {
    Der info = Der.parse(encrypted);
    Der scheme = info.part(0, Der.SEQUENCE);
    if (!scheme.part(0, Der.OBJECT_IDENTIFIER).is(Der.oid(PBES2))) {
      throw new IllegalArgumentException("it is encrypted, and not by PBES2");
    }
    Der parameters = scheme.part(1, Der.SEQUENCE);
    Der derivation = parameters.part(0, Der.SEQUENCE);
    if (!derivation.part(0, Der.OBJECT_IDENTIFIER).is(Der.oid(PBKDF2))) {
      throw new IllegalArgumentException("it is encrypted, and its key not derived by PBKDF2");
    }
    Der pbkdf2 = derivation.part(1, Der.SEQUENCE);
    byte[] salt = pbkdf2.part(0, Der.OCTET_STRING).content();
    int iterations = pbkdf2.part(1, Der.INTEGER).number();
    if (iterations < 1 || iterations > MAX_ITERATIONS || salt.length == 0) {
      throw new IllegalArgumentException("the derivation of its key is malformed");
    }
    Der cipher = parameters.part(1, Der.SEQUENCE);
    Encryption encryption = known(ENCRYPTIONS, cipher.part(0, Der.OBJECT_IDENTIFIER));
    byte[] vector = cipher.part(1, Der.OCTET_STRING).content();
    byte[] data = info.part(1, Der.OCTET_STRING).content();
    try {
      byte[] key =
          crypt(
              Cipher.DECRYPT_MODE,
              encryption,
              derive(prf(pbkdf2), passphrase, salt, iterations, encryption.bits()),
              vector,
              data);
      // One wrong passphrase in 256 leaves a padding that looks right, and bytes that do not.
      Der.parse(key).part(1, Der.SEQUENCE);
      return Optional.of(key);
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  /** Encrypts a key as 'openssl pkcs8 -topk8' does, by AES-256. */
  static byte[] encrypt(byte[] key, char[] passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT];
    byte[] vector = new byte[BLOCK];
    random.nextBytes(salt);
    random.nextBytes(vector);
    Encryption encryption = new Encryption("AES", 256);
    try {
      byte[] derived =
          derive("PBKDF2WithHmacSHA256", passphrase, salt, ITERATIONS, encryption.bits());
      byte[] data = crypt(Cipher.ENCRYPT_MODE, encryption, derived, vector, key);
      Der prf = Der.sequence(Der.oid(HMAC_SHA256), Der.nothing());
      Der pbkdf2 = Der.sequence(Der.octets(salt), Der.integer(ITERATIONS), prf);
      Der scheme =
          Der.sequence(
              Der.oid(PBES2),
              Der.sequence(
                  Der.sequence(Der.oid(PBKDF2), pbkdf2),
                  Der.sequence(Der.oid(AES_256), Der.octets(vector))));
      return Der.sequence(scheme, Der.octets(data)).encode();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES and PBKDF2", e);
    }
  }

  private static String prf(Der pbkdf2) {
    List<Der> parts = pbkdf2.parts();
    Der last = parts.get(parts.size() - 1);
    return last.tag() == Der.SEQUENCE
        ? known(PRFS, last.part(0, Der.OBJECT_IDENTIFIER))
        : "PBKDF2WithHmacSHA1";
  }

  private static <T> T known(Map<String, T> choices, Der oid) {
    return choices.entrySet().stream()
        .filter(choice -> Der.oid(choice.getKey()).is(oid))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("it is encrypted by an algorithm not known here"));
  }

  private static byte[] derive(String prf, char[] passphrase, byte[] salt, int iterations, int bits)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, bits);
    try {
      return SecretKeyFactory.getInstance(prf).generateSecret(spec).getEncoded();
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] crypt(
      int mode, Encryption encryption, byte[] key, byte[] vector, byte[] data)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(encryption.algorithm() + "/CBC/PKCS5Padding");
    cipher.init(mode, new SecretKeySpec(key, encryption.algorithm()), new IvParameterSpec(vector));
    return cipher.doFinal(data);
  }
}
