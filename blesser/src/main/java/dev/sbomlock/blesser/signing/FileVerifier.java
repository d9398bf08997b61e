// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** The public half of a key that signs files, and the name that the kernel knows it by. */
public final class FileVerifier {

  private final PublicKey key;
  private final int keyId;

  FileVerifier(PublicKey key, int keyId) {
    this.key = key;
    this.keyId = keyId;
  }

  /**
   * The key of a certificate.
   *
   * @param certificate X.509 in PEM or DER
   * @throws RejectedException B032 when it cannot be used
   */
  public static FileVerifier read(Path certificate) throws RejectedException {
    SignerCertificate read = SignerCertificate.read(certificate);
    return new FileVerifier(read.key(), keyId(read.subjectKeyIdentifier()));
  }

  /** The last four octets of a subject key identifier. */
  static int keyId(byte[] identifier) {
    return ByteBuffer.wrap(identifier).getInt(identifier.length - Integer.BYTES);
  }

  /** What the kernel finds the key by. */
  public int keyId() {
    return keyId;
  }

  /** Whether a signature is this key's over that digest. */
  public boolean verifies(KernelSignature held, SignatureHash hash, byte[] digest) {
    if (held.keyId() != keyId || held.hash() != hash.number()) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithm());
      signature.initVerify(key);
      signature.update(message(held.type(), held.version(), hash, digest));
      return signature.verify(held.bytes());
    } catch (GeneralSecurityException malformed) {
      // A signature of another scheme cannot even be parsed: it is not this key's.
      return false;
    }
  }

  // The digest is signed as it is, so that each file is read once, whatever is signed over it.
  String algorithm() {
    return isRsa() ? "NONEwithRSA" : "NONEwithECDSA";
  }

  private boolean isRsa() {
    return key instanceof RSAKey;
  }

  /** What a signature of that type and version over a digest is made of. */
  byte[] message(int type, int version, SignatureHash hash, byte[] digest) {
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
