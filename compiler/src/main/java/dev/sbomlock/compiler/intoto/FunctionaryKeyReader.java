// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads public keys as {@code in-toto-keygen} writes them: PEM SubjectPublicKeyInfo, or
 * securesystemslib's JSON (ed25519 as 64 hex digits, the others as PEM within).
 */
public final class FunctionaryKeyReader {

  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END PUBLIC KEY-----\\s*");

  /** The DER of a SubjectPublicKeyInfo for ed25519, up to the 32 bytes of the key (RFC 8410). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_LENGTH = 32;

  private FunctionaryKeyReader() {}

  /**
   * Reads a key.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException C023 when it is not a public key that is accepted
   */
  public static FunctionaryKey read(byte[] document, String place) throws RejectedException {
    try {
      String text = new String(document, StandardCharsets.UTF_8);
      PublicKey key = text.stripLeading().startsWith("{") ? json(document) : pem(text);
      return new FunctionaryKey(place, key);
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          CompilerProblems.unusableKey(place, String.valueOf(e.getMessage())));
    }
  }

  private static PublicKey json(byte[] document) {
    JsonObject root;
    try {
      root = JsonValue.parse(document);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    String kind = root.text("keytype").orElse("");
    String value = root.object("keyval").flatMap(values -> values.text("public")).orElse("");
    return kind.equals("ed25519") ? ed25519(value) : pem(value);
  }

  private static PublicKey ed25519(String hex) {
    byte[] raw = HexFormat.of().parseHex(hex);
    if (raw.length != ED25519_LENGTH) {
      throw new IllegalArgumentException("an ed25519 key has 64 hex digits, not " + hex.length());
    }
    byte[] der = new byte[ED25519_PREFIX.length + raw.length];
    System.arraycopy(ED25519_PREFIX, 0, der, 0, ED25519_PREFIX.length);
    System.arraycopy(raw, 0, der, ED25519_PREFIX.length, raw.length);
    return subjectPublicKeyInfo(der);
  }

  private static PublicKey pem(String text) {
    Matcher matcher = PEM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text.contains("PRIVATE KEY")
              ? "it holds a private key"
              : "it is neither PEM 'PUBLIC KEY' nor securesystemslib JSON");
    }
    return subjectPublicKeyInfo(Base64.getMimeDecoder().decode(matcher.group(1)));
  }

  /** The key of a DER SubjectPublicKeyInfo, of whichever kind can parse it. */
  private static PublicKey subjectPublicKeyInfo(byte[] der) {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    for (String kind : new String[] {"Ed25519", "RSA", "EC"}) {
      Optional<PublicKey> key = keyOfKind(kind, spec);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IllegalArgumentException("it is of no kind that is accepted");
  }

  private static Optional<PublicKey> keyOfKind(String kind, X509EncodedKeySpec spec) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(spec));
    } catch (GeneralSecurityException notOfThisKind) {
      return Optional.empty();
    }
  }
}
