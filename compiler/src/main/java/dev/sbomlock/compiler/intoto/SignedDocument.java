// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.dsse.Envelope;
import dev.sbomlock.manifest.dsse.EnvelopeReader;
import dev.sbomlock.manifest.dsse.EnvelopeSignature;
import dev.sbomlock.manifest.dsse.MalformedEnvelopeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * A metablock {@code {"signed": …, "signatures": …}} or a DSSE envelope: what is signed, and by
 * which signatures. Ask {@link #isSignedBy} before {@link #content}.
 *
 * <p>A keyid is only a label, which versions compute differently, so each key is tried on each
 * signature.
 */
final class SignedDocument {

  private static final int MAX_SIGNATURES = 100;

  private final byte[] message;
  private final List<EnvelopeSignature> signatures;
  private final Content content;

  private SignedDocument(byte[] message, List<EnvelopeSignature> signatures, Content content) {
    this.message = message;
    this.signatures = signatures;
    this.content = content;
  }

  /**
   * Reads a document of either kind.
   *
   * @param malformed the diagnostic for what is wrong with it
   * @throws RejectedException when it is neither
   */
  static SignedDocument read(byte[] document, String place, Function<String, Diagnostic> malformed)
      throws RejectedException {
    return holdsPayload(document, place)
        ? envelope(document, place, malformed)
        : metablock(document, place, malformed);
  }

  /** Whether one of the signatures is that key's. */
  boolean isSignedBy(FunctionaryKey key) {
    return signatures.stream().anyMatch(signature -> key.verifies(message, signature.bytes()));
  }

  /** How many signatures there are, good or bad. */
  int signatures() {
    return signatures.size();
  }

  /**
   * What is signed.
   *
   * @throws RejectedException when it is no JSON object
   */
  JsonObject content() throws RejectedException {
    return content.parse();
  }

  private static boolean holdsPayload(byte[] document, String place) throws RejectedException {
    boolean[] found = new boolean[2];
    try {
      JsonCursor.document(
          document,
          json ->
              json.object(
                  name -> {
                    found[0] |= name.equals("payload");
                    found[1] |= name.equals("signed");
                    json.skip();
                  }));
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, place));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    return found[0] && !found[1];
  }

  /** Reads an envelope, and nothing else. */
  static SignedDocument envelope(
      byte[] document, String place, Function<String, Diagnostic> malformed)
      throws RejectedException {
    Envelope envelope;
    try {
      envelope = EnvelopeReader.read(document);
    } catch (MalformedEnvelopeException e) {
      throw new RejectedException(malformed.apply(String.valueOf(e.getMessage())));
    }
    if (!envelope.payloadType().equals(Envelope.IN_TOTO)) {
      throw new RejectedException(
          malformed.apply("its payload is of type '" + envelope.payloadType() + "'"));
    }
    return new SignedDocument(
        envelope.preAuthenticationEncoding(),
        envelope.signatures(),
        () -> parse(envelope.payload(), place));
  }

  private static SignedDocument metablock(
      byte[] document, String place, Function<String, Diagnostic> malformed)
      throws RejectedException {
    JsonObject metablock = parse(document, place);
    JsonObject signed =
        metablock
            .object("signed")
            .orElseThrow(() -> new RejectedException(malformed.apply("'signed' is missing")));
    List<JsonValue> signatures =
        metablock
            .array("signatures")
            .orElseThrow(() -> new RejectedException(malformed.apply("'signatures' is missing")));
    if (signatures.size() > MAX_SIGNATURES) {
      throw new RejectedException(
          malformed.apply(signatures.size() + " signatures are more than " + MAX_SIGNATURES));
    }
    try {
      // Over the tree as parsed: fields that this program does not know are signed as well.
      byte[] message = CanonicalJson.encode(signed);
      return new SignedDocument(message, hexSignatures(signatures), () -> signed);
    } catch (IllegalArgumentException e) {
      throw new RejectedException(malformed.apply(String.valueOf(e.getMessage())));
    }
  }

  /** What is no signature, such as GPG's without 'sig', stands there as one that nobody made. */
  private static List<EnvelopeSignature> hexSignatures(List<JsonValue> signatures) {
    List<EnvelopeSignature> found = new ArrayList<>();
    for (JsonValue signature : signatures) {
      byte[] bytes = new byte[0];
      String keyId = "";
      if (signature instanceof JsonObject object) {
        keyId = object.text("keyid").orElse("");
        try {
          bytes = object.text("sig").map(HexFormat.of()::parseHex).orElse(bytes);
        } catch (IllegalArgumentException notHex) {
          bytes = Arrays.copyOf(bytes, 0);
        }
      }
      found.add(new EnvelopeSignature(keyId, bytes));
    }
    return found;
  }

  private static JsonObject parse(byte[] json, String place) throws RejectedException {
    try {
      return JsonValue.parse(json);
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, place));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private interface Content {
    JsonObject parse() throws RejectedException;
  }
}
