// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value as it was parsed, with every field, known or not: what signatures cover. */
public sealed interface JsonValue {

  /** An object. */
  record JsonObject(Map<String, JsonValue> fields) implements JsonValue {

    /** The object under that name. */
    public Optional<JsonObject> object(String name) {
      return fields.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /** The elements of the array under that name. */
    public Optional<List<JsonValue>> array(String name) {
      return fields.get(name) instanceof JsonArray array
          ? Optional.of(array.elements())
          : Optional.empty();
    }

    /** The text under that name. */
    public Optional<String> text(String name) {
      return fields.get(name) instanceof JsonText text
          ? Optional.of(text.value())
          : Optional.empty();
    }
  }

  /** An array. */
  record JsonArray(List<JsonValue> elements) implements JsonValue {}

  /** A text. */
  record JsonText(String value) implements JsonValue {}

  /** A number without fraction and exponent. */
  record JsonInteger(BigInteger value) implements JsonValue {}

  /** Any other number; no canonical form is agreed for it. */
  record JsonFraction(String digits) implements JsonValue {}

  /** {@code true}, {@code false} or {@code null}. */
  record JsonLiteral(String name) implements JsonValue {}

  /** The outermost object of a document. */
  static JsonObject parse(byte[] document) throws IOException {
    JsonObject[] root = new JsonObject[1];
    JsonCursor.document(
        document,
        json -> {
          if (!(json.value() instanceof JsonObject object)) {
            throw json.unexpected("the document is not an object");
          }
          root[0] = object;
        });
    return root[0];
  }

  /** The value that starts at the current token. */
  static JsonValue read(JsonTokens json, JsonCursor cursor) throws IOException {
    JsonToken token = json.current();
    if (token == null) {
      throw cursor.unexpected("the document ends where a value is expected");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        cursor.object(name -> fields.put(cursor.wholeCharacters(name), read(json, cursor)));
        yield new JsonObject(fields);
      }
      case START_ARRAY -> {
        List<JsonValue> elements = new ArrayList<>();
        cursor.array(() -> elements.add(read(json, cursor)));
        yield new JsonArray(elements);
      }
      case VALUE_STRING -> new JsonText(cursor.text());
      case VALUE_NUMBER_INT -> new JsonInteger(new BigInteger(json.text()));
      case VALUE_NUMBER_FLOAT -> new JsonFraction(json.text());
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> new JsonLiteral(json.text());
      default -> throw cursor.unexpected(token + " is no value");
    };
  }
}
