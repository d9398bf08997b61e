// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * The certificate that gives the kernel a signer's key, and the name by which signatures ask for
 * it.
 */
final class SignerCertificate {

  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

  private final String place;
  private final PublicKey key;
  private final byte[] identifier;

  private SignerCertificate(String place, PublicKey key, byte[] identifier) {
    this.place = place;
    this.key = key;
    this.identifier = identifier;
  }

  /**
   * Reads a certificate, PEM or DER.
   *
   * @throws RejectedException B032 when it is none, or has no subject key identifier
   */
  static SignerCertificate read(Path file) throws RejectedException {
    String place = String.valueOf(file.getFileName());
    try {
      return parse(SmallFile.read(file), place);
    } catch (SmallFile.UnreadableException e) {
      throw new RejectedException(FileSignerProblems.unusableCertificate(place, e.fact()));
    }
  }

  /** Reads a certificate, which diagnostics call {@code place}. */
  static SignerCertificate parse(byte[] document, String place) throws RejectedException {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(document));
      byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
      if (extension == null) {
        throw new IllegalArgumentException("it has no subject key identifier");
      }
      byte[] identifier = Der.parse(Der.parse(extension).content()).content();
      if (identifier.length < Integer.BYTES) {
        throw new IllegalArgumentException("its subject key identifier is too short");
      }
      return new SignerCertificate(place, certificate.getPublicKey(), identifier);
    } catch (CertificateException e) {
      throw new RejectedException(
          FileSignerProblems.unusableCertificate(place, "it holds no X.509 certificate"));
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          FileSignerProblems.unusableCertificate(place, String.valueOf(e.getMessage())));
    }
  }

  /** Its key. */
  PublicKey key() {
    return key;
  }

  /** Whether it is a certificate of that key. */
  boolean isOf(PublicKey other) {
    return Arrays.equals(key.getEncoded(), other.getEncoded());
  }

  /** What to call it in diagnostics. */
  String place() {
    return place;
  }

  /** The name that it gives the key. */
  byte[] subjectKeyIdentifier() {
    return identifier.clone();
  }

  /**
   * The identifier that certificates of a key usually have (RFC 5280, 4.2.1.2): SHA-1 of its bits.
   */
  static byte[] subjectKeyIdentifier(PublicKey key) {
    byte[] bits = Der.parse(key.getEncoded()).part(1, Der.BIT_STRING).content();
    return SignatureHash.SHA1.digest().digest(Arrays.copyOfRange(bits, 1, bits.length));
  }
}
