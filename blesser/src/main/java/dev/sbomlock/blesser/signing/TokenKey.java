// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.security.auth.login.LoginException;

/** Finds private keys that never leave their token, through the JDK's provider of PKCS#11. */
final class TokenKey {

  private static final String PROVIDER = "SunPKCS11";

  private final Pkcs11Uri uri;
  private final String place;

  private TokenKey(Pkcs11Uri uri) {
    this.uri = uri;
    this.place = Pkcs11Uri.SCHEME + "slot-id=" + Integer.toUnsignedString(uri.slot());
  }

  /**
   * Whom the key signs as.
   *
   * @param certificate names the key; without it the token's certificate of the key
   * @throws RejectedException B031 when the token stays locked, B035 when it cannot be used, B032
   *     and B033 when the certificate cannot
   */
  static FileSigner signer(Pkcs11Uri uri, Optional<Path> certificate, Passphrase pin)
      throws RejectedException {
    return new TokenKey(uri).signer(certificate, pin);
  }

  private FileSigner signer(Optional<Path> certificate, Passphrase pin) throws RejectedException {
    try {
      Provider provider = provider();
      KeyStore token = KeyStore.getInstance("PKCS11", provider);
      unlock(token, pin);
      String alias = alias(token);
      Certificate held = token.getCertificate(alias);
      PublicKey open = KeyPairs.accepted(held.getPublicKey());
      SignerCertificate named =
          certificate.isPresent()
              ? SignerCertificate.read(certificate.get())
              : SignerCertificate.parse(held.getEncoded(), place);
      FileVerifier verifier = FileSigner.verifier(open, Optional.of(named), place);
      PrivateKey secret = (PrivateKey) token.getKey(alias, null);
      FileSigner signer =
          new FileSigner(RawSigner.in(provider, secret, verifier.algorithm()), verifier);
      requireMatch(signer, named);
      return signer;
    } catch (GeneralSecurityException | RuntimeException e) {
      // What providers throw is told by their library, in whatever way it likes.
      throw unusable(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
    }
  }

  /** A token pairs a key with a certificate by their id, which anybody may have chosen. */
  private void requireMatch(FileSigner signer, SignerCertificate named) throws RejectedException {
    byte[] digest = SignatureHash.SHA256.digest().digest();
    KernelSignature signature = signer.sign(KernelSignature.IMA, 2, SignatureHash.SHA256, digest);
    if (!signer.verifies(signature, SignatureHash.SHA256, digest)) {
      throw new RejectedException(FileSignerProblems.otherKey(named.place(), place));
    }
  }

  private Provider provider() throws RejectedException {
    if (!Files.isRegularFile(uri.module())) {
      throw unusable("there is no library '" + uri.module() + "'");
    }
    Provider any = Security.getProvider(PROVIDER);
    if (any == null) {
      throw unusable("this Java has no PKCS#11 (module jdk.crypto.cryptoki)");
    }
    return any.configure(
        "--name=sbomlock\nlibrary="
            + uri.module()
            + "\nslot="
            + Integer.toUnsignedString(uri.slot()));
  }

  private void unlock(KeyStore token, Passphrase pin)
      throws GeneralSecurityException, RejectedException {
    char[] secret = pin.ask();
    try {
      if (secret.length == 0) {
        throw new RejectedException(FileSignerProblems.locked(place, "there is no PIN"));
      }
      token.load(null, secret);
    } catch (IOException e) {
      boolean wrong =
          e.getCause() instanceof LoginException
              || e.getCause() instanceof UnrecoverableKeyException;
      throw wrong
          ? new RejectedException(FileSignerProblems.locked(place, "the token refuses this PIN"))
          : unusable(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(secret, ' ');
    }
  }

  private String alias(KeyStore token) throws GeneralSecurityException, RejectedException {
    List<String> found =
        Collections.list(token.aliases()).stream()
            .filter(alias -> uri.object().isEmpty() || uri.object().get().equals(alias))
            .filter(alias -> isKey(token, alias))
            .sorted()
            .toList();
    if (found.size() != 1) {
      throw unusable(
          found.isEmpty()
              ? "it holds no such private key with a certificate of the same id"
              : "it holds several private keys, such as '" + found.get(0) + "'");
    }
    return found.get(0);
  }

  private static boolean isKey(KeyStore token, String alias) {
    try {
      return token.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the token was unlocked", e);
    }
  }

  private RejectedException unusable(String fact) {
    return new RejectedException(FileSignerProblems.unusableToken(place, fact));
  }
}
