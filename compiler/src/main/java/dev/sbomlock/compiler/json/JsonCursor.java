// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Moves through one document, value by value. Each method starts at the first token of a value and
 * takes that value whole.
 *
 * <p>Every method throws {@link com.fasterxml.jackson.core.JacksonException} for what {@link
 * StrictJson#explain} explains.
 */
public final class JsonCursor {

  private final JsonParser json;

  private JsonCursor(JsonParser json) {
    this.json = json;
  }

  /** Takes a whole document, whose outermost value is an object. */
  public static void document(byte[] bytes, Document document) throws IOException {
    if (!StrictJson.isUtf8(bytes)) {
      throw new JsonParseException(null, "it is not UTF-8 text");
    }
    try (JsonParser json = StrictJson.FACTORY.createParser(bytes)) {
      json.nextToken();
      document.take(new JsonCursor(json));
      requireEnd(json);
    }
  }

  private static void requireEnd(JsonParser json) throws IOException {
    try {
      if (json.nextToken() == null) {
        return;
      }
    } catch (JsonParseException garbage) {
      // Garbage after the end is trailing data as well, whatever it would be.
    }
    throw new TrailingDataException(json);
  }

  /** Takes an object; {@code field} takes each value, {@link #skip} at the least. */
  public void object(Field field) throws IOException {
    require(JsonToken.START_OBJECT, "an object");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      field.take(name);
    }
  }

  /** Takes an object, or a null in its place, which is as good as none. */
  public void optionalObject(Field field) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      object(field);
    }
  }

  /** Takes an array or null; {@code element} takes each value. */
  public void array(Element element) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    require(JsonToken.START_ARRAY, "an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.take();
    }
  }

  /** Takes a text; null gives the empty one. */
  public String text() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    require(JsonToken.VALUE_STRING, "a text");
    return wholeCharacters(json.getText());
  }

  /** Passes over a value of any kind. */
  public void skip() throws IOException {
    json.skipChildren();
  }

  /** Takes a value of any kind into memory. */
  public JsonValue value() throws IOException {
    return JsonValue.read(json, this);
  }

  /** A problem at the present place of the document. */
  public UnexpectedShapeException unexpected(String fact) {
    return new UnexpectedShapeException(json, fact);
  }

  /** Half a surrogate pair has no UTF-8, so nothing that holds one could be written again. */
  String wholeCharacters(String text) throws UnexpectedShapeException {
    OptionalInt half =
        text.codePoints()
            .filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
            .findFirst();
    if (half.isPresent()) {
      throw unexpected(Text.format("a text holds half a character (\\u%04x)", half.getAsInt()));
    }
    return text;
  }

  private void require(JsonToken token, String what) throws IOException {
    if (json.currentToken() != token) {
      String name = json.currentName();
      throw unexpected(
          Text.format(
              "%s is expected %s, not %s",
              what, name == null ? "here" : "under '" + name + "'", json.currentToken()));
    }
  }

  /** Takes a document. */
  public interface Document {
    /** The cursor stands at the outermost value. */
    void take(JsonCursor json) throws IOException;
  }

  /** Takes a field of an object. */
  public interface Field {
    /** The cursor stands at the value of the field called {@code name}. */
    void take(String name) throws IOException;
  }

  /** Takes an element of an array. */
  public interface Element {
    /** The cursor stands at the element. */
    void take() throws IOException;
  }
}
