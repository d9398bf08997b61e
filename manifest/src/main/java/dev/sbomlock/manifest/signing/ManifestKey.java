// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public key of whoever signs manifests, and the one scheme it stands for. */
public final class ManifestKey {

  private static final int MAX_SIZE = 64 * 1024;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END PUBLIC KEY-----\\s*");

  private final String name;
  private final PublicKey key;
  private final SignatureScheme scheme;

  private ManifestKey(String name, PublicKey key) {
    this.name = name;
    this.key = key;
    this.scheme = SignatureScheme.of(key);
  }

  /**
   * Reads a key file.
   *
   * @throws RejectedException M012 when it is no PEM SubjectPublicKeyInfo of an accepted kind
   */
  public static ManifestKey read(Path file) throws RejectedException {
    String name = String.valueOf(file.getFileName());
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MAX_SIZE), name);
    } catch (IOException e) {
      throw new RejectedException(SigningProblems.unusableKey(name, "reading failed: " + e));
    }
  }

  /**
   * Reads a key.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException as {@link #read}
   */
  public static ManifestKey parse(byte[] document, String place) throws RejectedException {
    try {
      String text = new String(document, StandardCharsets.ISO_8859_1);
      Matcher matcher = PEM.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            text.contains("PRIVATE KEY") ? "it holds a private key" : "it is not PEM 'PUBLIC KEY'");
      }
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      return new ManifestKey(place, publicKey(der));
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          SigningProblems.unusableKey(place, String.valueOf(e.getMessage())));
    }
  }

  /** What to call it in diagnostics. */
  public String name() {
    return name;
  }

  /** Whether the signature over the message is this key's. */
  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = scheme.signature();
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      // A signature of another scheme cannot even be parsed: it is not this key's.
      return false;
    }
  }

  private static PublicKey publicKey(byte[] der) {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    for (String kind : new String[] {"Ed25519", "EC", "RSA"}) {
      Optional<PublicKey> key = keyOfKind(kind, spec);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IllegalArgumentException(
        Text.format("its %d bytes are of no kind that is accepted", der.length));
  }

  private static Optional<PublicKey> keyOfKind(String kind, X509EncodedKeySpec spec) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(spec));
    } catch (GeneralSecurityException notOfThisKind) {
      return Optional.empty();
    }
  }
}
