// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

import dev.sbomlock.manifest.Text;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;

/** How manifests are signed: one scheme for each kind of key, so that nothing is to be chosen. */
public enum SignatureScheme {
  /** RFC 8032. */
  ED25519("Ed25519"),
  /** On P-256 with SHA-256, in DER. */
  ECDSA_P256("SHA256withECDSA"),
  /** On P-384 with SHA-384, in DER. */
  ECDSA_P384("SHA384withECDSA"),
  /** With SHA-256, MGF1 with SHA-256, and a salt of 32 bytes. */
  RSA_PSS("RSASSA-PSS");

  private static final int MIN_RSA_BITS = 2048;
  private static final int SALT_LENGTH = 32;

  private final String algorithm;

  SignatureScheme(String algorithm) {
    this.algorithm = algorithm;
  }

  /**
   * The scheme of a public or private key.
   *
   * @throws IllegalArgumentException when it is of a kind or size that is not accepted
   */
  public static SignatureScheme of(Key key) {
    if (key instanceof EdECKey edwards
        && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      return ED25519;
    }
    if (key instanceof RSAKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            Text.format("RSA of %d bits is broken, at least %d are accepted", bits, MIN_RSA_BITS));
      }
      return RSA_PSS;
    }
    if (key instanceof ECKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return switch (bits) {
        case 256 -> ECDSA_P256;
        case 384 -> ECDSA_P384;
        default ->
            throw new IllegalArgumentException(
                Text.format("a curve of %d bits is not accepted", bits));
      };
    }
    throw new IllegalArgumentException("keys of kind " + key.getAlgorithm() + " are not accepted");
  }

  /** The JDK's implementation, its parameters set. */
  public Signature signature() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    if (this == RSA_PSS) {
      signature.setParameter(
          new PSSParameterSpec(
              "SHA-256",
              "MGF1",
              MGF1ParameterSpec.SHA256,
              SALT_LENGTH,
              PSSParameterSpec.TRAILER_FIELD_BC));
    }
    return signature;
  }
}
