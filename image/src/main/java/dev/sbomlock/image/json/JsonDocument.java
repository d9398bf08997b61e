// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sbomlock.manifest.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whole JSON documents: UTF-8 only, each key once, nothing after the end. */
public final class JsonDocument {

  private static final int MAX_DEPTH = 200;

  /** A whole manifest in base64 is one text. */
  private static final int MAX_TEXT = 1 << 30;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private JsonDocument() {}

  /**
   * The value that a document is.
   *
   * @throws MalformedJsonException when it is none
   */
  public static Json parse(byte[] document) throws MalformedJsonException {
    try (JsonParser json = FACTORY.createParser(utf8(document))) {
      json.nextToken();
      Json value = value(json);
      if (json.nextToken() != null) {
        throw new MalformedJsonException("something follows the end of the document");
      }
      return value;
    } catch (JacksonException e) {
      throw new MalformedJsonException(e.getOriginalMessage());
    } catch (MalformedJsonException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
  }

  /** The document that a value is, without white space. */
  public static byte[] write(Json value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a document in memory can be written", e);
    }
    return bytes.toByteArray();
  }

  private static String utf8(byte[] document) throws MalformedJsonException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("it is not UTF-8 text");
    }
  }

  private static Json value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == null) {
      throw new MalformedJsonException("the document ends where a value is expected");
    }
    return switch (token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> new Json.Text(whole(json.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(json.getText());
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> new Json.Literal(json.getText());
      default -> throw new MalformedJsonException(token + " is no value");
    };
  }

  private static Json object(JsonParser json) throws IOException {
    Map<String, Json> fields = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = whole(json.currentName());
      json.nextToken();
      fields.put(name, value(json));
    }
    return new Json.Node(fields);
  }

  private static Json array(JsonParser json) throws IOException {
    List<Json> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(json));
    }
    return new Json.Array(elements);
  }

  /** Half a surrogate pair has no UTF-8, so nothing that holds one could be written again. */
  private static String whole(String text) throws MalformedJsonException {
    for (int i = 0; i < text.length(); i++) {
      int c = text.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw new MalformedJsonException(Text.format("a text holds half a character (\\u%04x)", c));
      }
      i += Character.charCount(c) - 1;
    }
    return text;
  }

  private static void write(Json value, JsonGenerator json) throws IOException {
    if (value instanceof Json.Node node) {
      json.writeStartObject();
      for (Map.Entry<String, Json> field : node.fields().entrySet()) {
        json.writeFieldName(field.getKey());
        write(field.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof Json.Array array) {
      json.writeStartArray();
      for (Json element : array.elements()) {
        write(element, json);
      }
      json.writeEndArray();
    } else if (value instanceof Json.Text text) {
      json.writeString(text.value());
    } else if (value instanceof Json.Numeral number) {
      json.writeRawValue(number.digits());
    } else if (value instanceof Json.Literal literal) {
      json.writeRawValue(literal.name());
    }
  }
}
