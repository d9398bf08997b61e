// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.IntotoProblems;
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
 * Reads public keys: PEM SubjectPublicKeyInfo, OpenSSH's one line, or securesystemslib's JSON, old
 * ({@code keytype} with the curve in it, {@code keyid_hash_algorithms}) and new; ed25519 as 64 hex
 * digits there, the others as PEM within.
 */
public final class FunctionaryKeyReader {

  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END PUBLIC KEY-----\\s*");

  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  private FunctionaryKeyReader() {}

  /**
   * Reads a key.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException C023 when it is not a public key that is accepted, C150 when it is a
   *     certificate
   */
  public static FunctionaryKey read(byte[] document, String place) throws RejectedException {
    String text = new String(document, StandardCharsets.UTF_8).strip();
    if (text.startsWith(CERTIFICATE)) {
      throw new RejectedException(IntotoProblems.certificate(place));
    }
    try {
      if (text.startsWith("{")) {
        return ofJson(json(document), place);
      }
      PublicKey key = OpenSshKey.isOne(text) ? OpenSshKey.read(text) : pem(text);
      return new FunctionaryKey(place, key, "");
    } catch (IllegalArgumentException e) {
      throw unusable(place, e);
    }
  }

  /**
   * The key that securesystemslib's JSON describes.
   *
   * @throws RejectedException as {@link #read}
   */
  static FunctionaryKey ofJson(JsonObject root, String place) throws RejectedException {
    Optional<JsonObject> values = root.object("keyval");
    String value = values.flatMap(keyval -> keyval.text("public")).orElse("");
    if (value.startsWith(CERTIFICATE)
        || values
            .flatMap(keyval -> keyval.text("certificate"))
            .filter(x -> !x.isEmpty())
            .isPresent()) {
      throw new RejectedException(IntotoProblems.certificate(place));
    }
    try {
      if (values.flatMap(keyval -> keyval.text("private")).filter(x -> !x.isEmpty()).isPresent()) {
        throw new IllegalArgumentException("it holds a private key");
      }
      String type = root.text("keytype").orElse("");
      PublicKey key =
          type.equals("ed25519") ? Ed25519Key.ofRaw(HexFormat.of().parseHex(value)) : pem(value);
      requireKind(type, key);
      return new FunctionaryKey(place, key, root.text("scheme").orElse(""));
    } catch (IllegalArgumentException e) {
      throw unusable(place, e);
    }
  }

  private static void requireKind(String type, PublicKey key) {
    String expected =
        switch (type) {
          case "ed25519" -> "EdDSA";
          case "rsa" -> "RSA";
          case "ecdsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" -> "EC";
          default -> throw new IllegalArgumentException("its keytype '" + type + "' is unknown");
        };
    if (!key.getAlgorithm().equals(expected)) {
      throw new IllegalArgumentException("its keytype says '" + type + "', and it is not of it");
    }
  }

  private static JsonObject json(byte[] document) {
    try {
      return JsonValue.parse(document);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static PublicKey pem(String text) {
    Matcher matcher = PEM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text.contains("PRIVATE KEY")
              ? "it holds a private key"
              : "it is neither PEM 'PUBLIC KEY', OpenSSH's line, nor securesystemslib JSON");
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

  private static RejectedException unusable(String place, IllegalArgumentException e) {
    return new RejectedException(
        CompilerProblems.unusableKey(place, String.valueOf(e.getMessage())));
  }
}
