// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Text;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * The public key of someone who may carry out a step, and the one signature scheme it stands for:
 * ed25519, rsassa-pss-sha256 or ecdsa-sha2-nistpXXX (securesystemslib's names).
 */
public final class FunctionaryKey {

  private static final int MIN_RSA_BITS = 2048;
  private static final int SHA256_LENGTH = 32;

  private final String name;
  private final PublicKey key;
  private final String algorithm;

  /**
   * A key.
   *
   * @param name what to call it in diagnostics
   * @throws IllegalArgumentException when it is of a kind or size that is not accepted
   */
  FunctionaryKey(String name, PublicKey key) {
    this.name = name;
    this.key = key;
    this.algorithm = algorithm(key);
  }

  /** What the key is called in diagnostics. */
  public String name() {
    return name;
  }

  /** Whether the signature over the message is this key's. */
  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      if (key instanceof RSAPublicKey) {
        usePssWithSha256(verifier);
      }
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      // A signature of another scheme cannot even be parsed: it is not this key's.
      return false;
    }
  }

  private static void usePssWithSha256(Signature verifier)
      throws InvalidAlgorithmParameterException {
    verifier.setParameter(
        new PSSParameterSpec(
            "SHA-256",
            "MGF1",
            MGF1ParameterSpec.SHA256,
            SHA256_LENGTH,
            PSSParameterSpec.TRAILER_FIELD_BC));
  }

  private static String algorithm(PublicKey key) {
    if (key instanceof EdECPublicKey edwards
        && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      return "Ed25519";
    }
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            Text.format("RSA of %d bits is broken, at least %d are accepted", bits, MIN_RSA_BITS));
      }
      return "RSASSA-PSS";
    }
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return switch (bits) {
        case 256 -> "SHA256withECDSA";
        case 384 -> "SHA384withECDSA";
        case 521 -> "SHA512withECDSA";
        default ->
            throw new IllegalArgumentException(
                Text.format("a curve of %d bits is not accepted", bits));
      };
    }
    throw new IllegalArgumentException("keys of kind " + key.getAlgorithm() + " are not accepted");
  }
}
