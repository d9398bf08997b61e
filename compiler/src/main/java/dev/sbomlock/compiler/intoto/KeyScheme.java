// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Text;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.stream.Stream;

/** How a key signs, by securesystemslib's names. */
enum KeyScheme {
  ED25519("ed25519", "Ed25519", 0),
  RSA_PSS("rsassa-pss-sha256", "RSASSA-PSS", 0),
  RSA_PKCS1("rsa-pkcs1v15-sha256", "SHA256withRSA", 0),
  ECDSA_P256("ecdsa-sha2-nistp256", "SHA256withECDSA", 256),
  ECDSA_P384("ecdsa-sha2-nistp384", "SHA384withECDSA", 384),
  ECDSA_P521("ecdsa-sha2-nistp521", "SHA512withECDSA", 521);

  private static final int MIN_RSA_BITS = 2048;
  private static final int SHA256_LENGTH = 32;

  private final String key;
  private final String algorithm;
  private final int curveBits;

  KeyScheme(String key, String algorithm, int curveBits) {
    this.key = key;
    this.algorithm = algorithm;
    this.curveBits = curveBits;
  }

  /** securesystemslib's name. */
  String key() {
    return key;
  }

  /**
   * All schemes that a key may be used with.
   *
   * @throws IllegalArgumentException when it is of a kind or size that is not accepted
   */
  static List<KeyScheme> of(PublicKey publicKey) {
    if (publicKey instanceof EdECPublicKey edwards
        && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      return List.of(ED25519);
    }
    if (publicKey instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            Text.format("RSA of %d bits is broken, at least %d are accepted", bits, MIN_RSA_BITS));
      }
      return List.of(RSA_PSS, RSA_PKCS1);
    }
    if (publicKey instanceof ECPublicKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return Stream.of(values())
          .filter(scheme -> scheme.curveBits == bits)
          .findFirst()
          .map(List::of)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      Text.format("a curve of %d bits is not accepted", bits)));
    }
    throw new IllegalArgumentException(
        "keys of kind " + publicKey.getAlgorithm() + " are not accepted");
  }

  /** Whether the signature over the message is that key's, in this scheme. */
  boolean verifies(PublicKey publicKey, byte[] message, byte[] signature) {
    if (verifies(algorithm, publicKey, message, signature)) {
      return true;
    }
    // ECDSA is DER in metablocks; the vector of DSSE, among others, has r and s as they are.
    int rawLength = 2 * ((curveBits + Byte.SIZE - 1) / Byte.SIZE);
    return curveBits > 0
        && signature.length == rawLength
        && verifies(algorithm + "inP1363Format", publicKey, message, signature);
  }

  private boolean verifies(String javaName, PublicKey publicKey, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(javaName);
      if (this == RSA_PSS) {
        verifier.setParameter(
            new PSSParameterSpec(
                "SHA-256",
                "MGF1",
                MGF1ParameterSpec.SHA256,
                SHA256_LENGTH,
                PSSParameterSpec.TRAILER_FIELD_BC));
      }
      verifier.initVerify(publicKey);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      // A signature of another scheme cannot even be parsed: it is not this key's.
      return false;
    }
  }
}
