// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.Passphrase;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;

/** A key that signs files, and the name that the kernel knows it by. */
public final class FileSigner {

  private final RawSigner secret;
  private final FileVerifier verifier;

  FileSigner(RawSigner secret, FileVerifier verifier) {
    this.secret = secret;
    this.verifier = verifier;
  }

  /** A private key with its public half. */
  record KeyPairOf(PrivateKey secret, PublicKey open) {}

  /**
   * Reads a key, and its certificate if there is one.
   *
   * @param key PEM: PKCS#8, plain or encrypted, PKCS#1 or SEC1
   * @param certificate X.509 in PEM or DER, whose subject key identifier names the key; without it
   *     the certificate in {@code key}, and without that the identifier that certificates usually
   *     have
   * @throws RejectedException B030 when the key cannot be used, B031 when it stays locked, B032
   *     when the certificate cannot be used, B033 when it is another key's
   */
  public static FileSigner read(Path key, Optional<Path> certificate, Passphrase passphrase)
      throws RejectedException {
    KeyFile file = KeyFile.read(key);
    KeyPairOf keys = file.keys(passphrase);
    Optional<SignerCertificate> named =
        certificate.isPresent()
            ? Optional.of(SignerCertificate.read(certificate.get()))
            : file.certificate();
    FileVerifier verifier = verifier(keys.open(), named, file.place());
    return new FileSigner(new LocalKey(keys.secret(), verifier.algorithm()), verifier);
  }

  /**
   * Reaches a key in a token.
   *
   * @param certificate as of {@link #read}; without it the token's certificate of the key
   * @param pin of the token
   * @throws RejectedException B031 when the token stays locked, B035 when it cannot be used, B032
   *     when the certificate cannot be used, B033 when it is another key's
   */
  public static FileSigner ofToken(Pkcs11Uri uri, Optional<Path> certificate, Passphrase pin)
      throws RejectedException {
    return TokenKey.signer(uri, certificate, pin);
  }

  /**
   * The public half by the name that its certificate gives it, or by the usual one.
   *
   * @throws RejectedException B033 when the certificate is another key's
   */
  static FileVerifier verifier(PublicKey key, Optional<SignerCertificate> named, String place)
      throws RejectedException {
    if (named.isEmpty()) {
      return new FileVerifier(key, FileVerifier.keyId(SignerCertificate.subjectKeyIdentifier(key)));
    }
    if (!named.get().isOf(key)) {
      throw new RejectedException(FileSignerProblems.otherKey(named.get().place(), place));
    }
    return new FileVerifier(key, FileVerifier.keyId(named.get().subjectKeyIdentifier()));
  }

  /** What makes the signatures. */
  RawSigner secret() {
    return secret;
  }

  /** Its public half. */
  public FileVerifier verifier() {
    return verifier;
  }

  /** What the kernel finds the key by. */
  public int keyId() {
    return verifier.keyId();
  }

  /**
   * A signature over a digest.
   *
   * @throws SigningException when the key is out of reach since it was read
   */
  public KernelSignature sign(int type, int version, SignatureHash hash, byte[] digest) {
    try {
      byte[] signature = secret.sign(verifier.message(type, version, hash, digest));
      return new KernelSignature(type, version, hash.number(), keyId(), signature);
    } catch (GeneralSecurityException e) {
      throw new SigningException(e);
    }
  }

  /** Whether a signature is this key's over that digest. */
  public boolean verifies(KernelSignature held, SignatureHash hash, byte[] digest) {
    return verifier.verifies(held, hash, digest);
  }
}
