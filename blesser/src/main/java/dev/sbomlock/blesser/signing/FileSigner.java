// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.Passphrase;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.Optional;

/** A key that signs files, and the name that the kernel knows it by. */
public final class FileSigner {

  private final PublicKey open;
  private final RawSigner secret;
  private final int keyId;

  FileSigner(KeyPairOf keys, int keyId) {
    this.open = keys.open();
    this.secret = RawSigner.of(keys.secret());
    this.keyId = keyId;
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
    if (named.isEmpty()) {
      return new FileSigner(keys, keyId(SignerCertificate.subjectKeyIdentifier(keys.open())));
    }
    if (!named.get().isOf(keys.open())) {
      throw new RejectedException(FileSignerProblems.otherKey(named.get().place(), file.place()));
    }
    return new FileSigner(keys, keyId(named.get().subjectKeyIdentifier()));
  }

  /**
   * What the kernel finds a certificate's key by.
   *
   * @throws RejectedException B032 when it cannot be used
   */
  public static int keyIdOf(Path certificate) throws RejectedException {
    return keyId(SignerCertificate.read(certificate).subjectKeyIdentifier());
  }

  /** The last four octets of a subject key identifier. */
  private static int keyId(byte[] identifier) {
    return ByteBuffer.wrap(identifier).getInt(identifier.length - Integer.BYTES);
  }

  /** What the kernel finds the key by. */
  public int keyId() {
    return keyId;
  }

  /** A signature over a digest. */
  public KernelSignature sign(int type, int version, SignatureHash hash, byte[] digest) {
    byte[] signature = secret.sign(message(type, version, hash, digest));
    return new KernelSignature(type, version, hash.number(), keyId, signature);
  }

  /** Whether a signature is this key's over that digest. */
  public boolean verifies(KernelSignature held, SignatureHash hash, byte[] digest) {
    return held.keyId() == keyId
        && held.hash() == hash.number()
        && RawSigner.verifies(
            open, message(held.type(), held.version(), hash, digest), held.bytes());
  }

  private boolean isRsa() {
    return open instanceof RSAKey;
  }

  private byte[] message(int type, int version, SignatureHash hash, byte[] digest) {
    byte[] signed = version == 3 ? fileId(type, hash, digest) : digest;
    if (!isRsa()) {
      return signed;
    }
    byte[] info = hash.digestInfo();
    return ByteBuffer.allocate(info.length + signed.length).put(info).put(signed).array();
  }

  // Version 3 says what kind of digest it signs: struct ima_file_id
  // (security/integrity/integrity.h).
  private static byte[] fileId(int type, SignatureHash hash, byte[] digest) {
    MessageDigest outer = hash.digest();
    outer.update((byte) type);
    outer.update((byte) hash.number());
    return outer.digest(digest);
  }
}
