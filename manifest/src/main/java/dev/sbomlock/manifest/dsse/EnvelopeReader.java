// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sbomlock.manifest.Text;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads DSSE envelopes in JSON: {@code {"payload": BASE64, "payloadType": …, "signatures":
 * [{"keyid": …, "sig": BASE64}, …]}}. Unknown keys are passed over, as the specification demands;
 * keys that stand twice and anything after the end are errors.
 */
public final class EnvelopeReader {

  private static final int MAX_SIGNATURES = 100;
  private static final int MAX_DEPTH = 20;

  /** A whole manifest of half a million files, in base64, is one text. */
  private static final int MAX_TEXT = 1 << 30;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(1000)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser json;
  private @Nullable String payloadType;
  private byte @Nullable [] payload;
  private @Nullable List<EnvelopeSignature> signatures;

  private EnvelopeReader(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads an envelope; no signature is checked.
   *
   * @throws MalformedEnvelopeException when it is none
   */
  public static Envelope read(byte[] document) throws MalformedEnvelopeException {
    if (document.length > 0 && document[0] == 0) {
      throw new MalformedEnvelopeException("it is not UTF-8 text");
    }
    try (JsonParser json = JSON.createParser(document)) {
      return new EnvelopeReader(json).envelope();
    } catch (JacksonException e) {
      throw new MalformedEnvelopeException(
          Text.format("%s (byte %d)", e.getOriginalMessage(), offset(e)));
    } catch (CharConversionException e) {
      throw new MalformedEnvelopeException("it is not UTF-8 text");
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static long offset(JacksonException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
  }

  private Envelope envelope() throws IOException, MalformedEnvelopeException {
    require(json.nextToken() == JsonToken.START_OBJECT, "the document is not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "payload" -> payload = Base64Text.decode("payload", text(key));
        case "payloadType" -> payloadType = text(key);
        case "signatures" -> signatures = signatures();
        default -> json.skipChildren();
      }
    }
    require(json.nextToken() == null, "something follows the envelope");
    if (payload == null || payloadType == null || signatures == null) {
      throw new MalformedEnvelopeException(
          "an envelope has 'payload', 'payloadType' and 'signatures'");
    }
    return new Envelope(payloadType, payload, signatures);
  }

  private List<EnvelopeSignature> signatures() throws IOException, MalformedEnvelopeException {
    require(json.currentToken() == JsonToken.START_ARRAY, "'signatures' is not an array");
    List<EnvelopeSignature> found = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(
          found.size() < MAX_SIGNATURES,
          Text.format("it has more than %d signatures", MAX_SIGNATURES));
      found.add(signature());
    }
    return found;
  }

  private EnvelopeSignature signature() throws IOException, MalformedEnvelopeException {
    require(json.currentToken() == JsonToken.START_OBJECT, "a signature is not an object");
    String keyId = "";
    byte[] sig = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "keyid" -> keyId = json.currentToken() == JsonToken.VALUE_NULL ? "" : text(key);
        case "sig" -> sig = Base64Text.decode("sig", text(key));
        default -> json.skipChildren();
      }
    }
    if (sig == null) {
      throw new MalformedEnvelopeException("a signature has no 'sig'");
    }
    return new EnvelopeSignature(keyId, sig);
  }

  private String text(String key) throws IOException, MalformedEnvelopeException {
    require(json.currentToken() == JsonToken.VALUE_STRING, "'" + key + "' is not a text");
    String text = json.getText();
    require(isWhole(text), "'" + key + "' holds half a character");
    return text;
  }

  private static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static void require(boolean condition, String fact) throws MalformedEnvelopeException {
    if (!condition) {
      throw new MalformedEnvelopeException(fact);
    }
  }
}
