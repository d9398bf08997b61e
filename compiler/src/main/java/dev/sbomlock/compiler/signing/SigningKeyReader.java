// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import dev.sbomlock.compiler.problem.SigningKeyProblems;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.Passphrase;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Reads private keys: PEM PKCS#8, plain or encrypted, the older {@code EC} and {@code RSA PRIVATE
 * KEY}, and OpenSSH's, plain or encrypted.
 */
public final class SigningKeyReader {

  private static final int MAX_SIZE = 64 * 1024;
  private static final String OPENSSH = "OPENSSH PRIVATE KEY";

  private SigningKeyReader() {}

  /**
   * Reads a key file.
   *
   * @throws RejectedException C260 when it is no private key that is accepted, C261 when it cannot
   *     be decrypted
   */
  public static SigningKey read(Path file, Passphrase passphrase) throws RejectedException {
    String place = String.valueOf(file.getFileName());
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MAX_SIZE), place, passphrase);
    } catch (IOException e) {
      throw new RejectedException(SigningKeyProblems.unusable(place, "reading failed: " + e));
    }
  }

  /** Reads a key, which diagnostics call {@code place}. */
  static SigningKey parse(byte[] document, String place, Passphrase passphrase)
      throws RejectedException {
    String text = new String(document, StandardCharsets.ISO_8859_1);
    try {
      PrivateKeyInfo info =
          text.contains("BEGIN " + OPENSSH)
              ? openSsh(text, place, passphrase)
              : pem(text, place, passphrase);
      return new SigningKey(privateKey(info));
    } catch (IOException | RuntimeException e) {
      // The library throws what it likes at malformed keys.
      throw new RejectedException(
          SigningKeyProblems.unusable(
              place, Optional.ofNullable(e.getMessage()).orElse("it is malformed")));
    }
  }

  private static PrivateKeyInfo pem(String text, String place, Passphrase passphrase)
      throws IOException, RejectedException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      Object found = parser.readObject();
      // Keys on some curves come with a PEM of their parameters before them.
      while (found != null && !isKey(found)) {
        found = parser.readObject();
      }
      if (found instanceof PrivateKeyInfo info) {
        return info;
      }
      if (found instanceof PEMKeyPair pair) {
        return pair.getPrivateKeyInfo();
      }
      if (found instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
        return decrypt(encrypted, place, passphrase);
      }
      throw new IOException("it holds no private key in PEM");
    }
  }

  private static boolean isKey(Object found) {
    return found instanceof PrivateKeyInfo
        || found instanceof PEMKeyPair
        || found instanceof PKCS8EncryptedPrivateKeyInfo;
  }

  private static PrivateKeyInfo decrypt(
      PKCS8EncryptedPrivateKeyInfo encrypted, String place, Passphrase passphrase)
      throws RejectedException {
    char[] secret = passphrase.ask();
    if (secret.length == 0) {
      throw new RejectedException(
          SigningKeyProblems.locked(place, "it is encrypted, and there is no passphrase"));
    }
    try {
      return encrypted.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder()
              .setProvider(new BouncyCastleProvider())
              .build(secret));
    } catch (OperatorCreationException | PKCSException e) {
      throw new RejectedException(
          SigningKeyProblems.locked(place, "it cannot be decrypted with this passphrase"));
    } finally {
      Arrays.fill(secret, ' ');
    }
  }

  private static PrivateKeyInfo openSsh(String text, String place, Passphrase passphrase)
      throws IOException, RejectedException {
    PemObject pem;
    try (PemReader reader = new PemReader(new StringReader(text))) {
      pem = reader.readPemObject();
    }
    if (pem == null || !pem.getType().equals(OPENSSH)) {
      throw new IOException("it holds no private key of OpenSSH");
    }
    return OpenSshKeyFile.read(pem.getContent(), place, passphrase);
  }

  private static PrivateKey privateKey(PrivateKeyInfo info) throws IOException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(info.getEncoded());
    for (String kind : new String[] {"Ed25519", "EC", "RSA"}) {
      Optional<PrivateKey> key = keyOfKind(kind, spec);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IOException("it is of no kind that is accepted");
  }

  private static Optional<PrivateKey> keyOfKind(String kind, PKCS8EncodedKeySpec spec) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePrivate(spec));
    } catch (GeneralSecurityException notOfThisKind) {
      return Optional.empty();
    }
  }
}
