// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonArray;
import dev.sbomlock.compiler.json.JsonValue.JsonFraction;
import dev.sbomlock.compiler.json.JsonValue.JsonInteger;
import dev.sbomlock.compiler.json.JsonValue.JsonLiteral;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.JsonValue.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * OLPC canonical JSON, over which in-toto metablocks are signed. Unlike RFC 8785 it escapes only
 * {@code "} and {@code \}, sorts keys by code point, and has no fractions.
 */
final class CanonicalJson {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CanonicalJson() {}

  /**
   * The canonical bytes of a value.
   *
   * @throws IllegalArgumentException when it holds a number that is no integer
   */
  static byte[] encode(JsonValue value) {
    CanonicalJson encoder = new CanonicalJson();
    encoder.write(value);
    return encoder.out.toByteArray();
  }

  private void write(JsonValue value) {
    if (value instanceof JsonObject object) {
      writeObject(object);
    } else if (value instanceof JsonArray array) {
      writeArray(array);
    } else if (value instanceof JsonText text) {
      writeText(text.value());
    } else if (value instanceof JsonInteger integer) {
      append(integer.value().toString());
    } else if (value instanceof JsonLiteral literal) {
      append(literal.name());
    } else if (value instanceof JsonFraction fraction) {
      throw new IllegalArgumentException(
          "'" + fraction.digits() + "' is no integer, and only integers have a canonical form");
    } else {
      throw new IllegalStateException("unknown kind of value");
    }
  }

  private void writeObject(JsonObject object) {
    append("{");
    Iterator<Map.Entry<String, JsonValue>> fields =
        object.fields().entrySet().stream()
            .sorted((a, b) -> Arrays.compareUnsigned(utf8(a.getKey()), utf8(b.getKey())))
            .iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonValue> field = fields.next();
      writeText(field.getKey());
      append(":");
      write(field.getValue());
      append(fields.hasNext() ? "," : "");
    }
    append("}");
  }

  private void writeArray(JsonArray array) {
    append("[");
    Iterator<JsonValue> elements = array.elements().iterator();
    while (elements.hasNext()) {
      write(elements.next());
      append(elements.hasNext() ? "," : "");
    }
    append("]");
  }

  private void writeText(String text) {
    append("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
  }

  private void append(String text) {
    out.writeBytes(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
