// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sbomlock.compiler.intake.NotUtf8Exception;
import dev.sbomlock.manifest.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * Moves through one document, value by value. Each method starts at the first token of a value and
 * takes that value whole.
 *
 * <p>Every method throws {@link com.fasterxml.jackson.core.JacksonException} for what {@link
 * StrictJson#explain} explains.
 */
public final class JsonCursor {

  private final JsonTokens json;

  /** Whether a text may look like a number, as in YAML without quotes. */
  private final boolean bareScalars;

  private JsonCursor(JsonTokens json, boolean bareScalars) {
    this.json = json;
    this.bareScalars = bareScalars;
  }

  /** Takes a whole document, whose outermost value is an object. */
  public static void document(byte[] bytes, Document document) throws IOException {
    document(new ByteArrayInputStream(bytes), document);
  }

  /**
   * Takes a whole document from a stream, which is read to its end and not closed.
   *
   * @throws IOException what {@link StrictJson#explain} explains, or that of the stream
   */
  public static void document(InputStream in, Document document) throws IOException {
    try {
      JsonTokens json = new JsonTokenizer(in);
      json.next();
      document.take(new JsonCursor(json, false));
      requireEnd(json);
    } catch (NotUtf8Exception e) {
      throw new JsonParseException(null, e.getMessage());
    }
  }

  /** Takes the one document that a parser of another syntax gives, whose texts may be bare. */
  public static void yaml(JsonParser parser, Document document) throws IOException {
    JsonTokens yaml = new JacksonTokens(parser);
    yaml.next();
    document.take(new JsonCursor(yaml, true));
    requireEnd(yaml);
  }

  /**
   * Takes what stands before the place at which {@code glance} has seen enough; what follows is not
   * even looked at.
   */
  public static void beginning(InputStream in, Glance glance) throws IOException {
    try {
      JsonTokens json = new JsonTokenizer(in);
      if (json.next() != JsonToken.START_OBJECT) {
        return;
      }
      JsonCursor cursor = new JsonCursor(json, false);
      while (json.next() == JsonToken.FIELD_NAME) {
        String name = Objects.requireNonNull(json.name());
        json.next();
        if (glance.suffices(name, cursor)) {
          return;
        }
        json.skipChildren();
      }
    } catch (NotUtf8Exception e) {
      throw new JsonParseException(null, e.getMessage());
    }
  }

  /** The text at which the cursor stands, or empty when it is something else. */
  public String textOrNothing() throws IOException {
    return json.current() == JsonToken.VALUE_STRING ? json.text() : "";
  }

  /** Takes a text that is base64 and writes the bytes that it stands for. */
  public void base64(Base64.Decoder alphabet, OutputStream out) throws IOException {
    require(JsonToken.VALUE_STRING, "a text");
    json.base64(alphabet, out);
  }

  /** Whether the cursor stands at an object. */
  public boolean isObject() {
    return json.current() == JsonToken.START_OBJECT;
  }

  /** Whether the cursor stands at an array. */
  public boolean isArray() {
    return json.current() == JsonToken.START_ARRAY;
  }

  private static void requireEnd(JsonTokens json) throws IOException {
    try {
      if (json.next() == null) {
        return;
      }
    } catch (JsonParseException garbage) {
      // Garbage after the end is trailing data as well, whatever it would be.
    }
    throw new TrailingDataException(json.location());
  }

  /** Takes an object; {@code field} takes each value, {@link #skip} at the least. */
  public void object(Field field) throws IOException {
    require(JsonToken.START_OBJECT, "an object");
    while (json.next() != JsonToken.END_OBJECT) {
      String name = Objects.requireNonNull(json.name());
      json.next();
      field.take(name);
    }
  }

  /** Takes an object, or a null in its place, which is as good as none. */
  public void optionalObject(Field field) throws IOException {
    if (json.current() != JsonToken.VALUE_NULL) {
      object(field);
    }
  }

  /** Takes an array or null; {@code element} takes each value. */
  public void array(Element element) throws IOException {
    if (json.current() == JsonToken.VALUE_NULL) {
      return;
    }
    require(JsonToken.START_ARRAY, "an array");
    while (json.next() != JsonToken.END_ARRAY) {
      element.take();
    }
  }

  /** Takes a text; null gives the empty one. */
  public String text() throws IOException {
    if (json.current() == JsonToken.VALUE_NULL) {
      return "";
    }
    JsonToken token = json.current();
    if (bareScalars && token != null && token.isScalarValue()) {
      return wholeCharacters(json.text());
    }
    require(JsonToken.VALUE_STRING, "a text");
    return wholeCharacters(json.text());
  }

  /**
   * Takes an object for some of its texts.
   *
   * @return the texts under these names, in their order; empty where there is none
   */
  public String[] texts(String... names) throws IOException {
    String[] found = new String[names.length];
    Arrays.fill(found, "");
    object(
        name -> {
          int index = Arrays.asList(names).indexOf(name);
          if (index < 0) {
            skip();
          } else {
            found[index] = text();
          }
        });
    return found;
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
    return new UnexpectedShapeException(json.location(), fact);
  }

  /** Half a surrogate pair has no UTF-8, so nothing that holds one could be written again. */
  String wholeCharacters(String text) throws UnexpectedShapeException {
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (Character.isSurrogate((char) c)) {
        c = text.codePointAt(i);
        if (c <= Character.MAX_SURROGATE) {
          throw unexpected(Text.format("a text holds half a character (\\u%04x)", c));
        }
        i++;
      }
    }
    return text;
  }

  private void require(JsonToken token, String what) throws IOException {
    if (json.current() != token) {
      String name = json.name();
      throw unexpected(
          Text.format(
              "%s is expected %s, not %s",
              what, name == null ? "here" : "under '" + name + "'", json.current()));
    }
  }

  /** Takes a document. */
  public interface Document {
    /** The cursor stands at the outermost value. */
    void take(JsonCursor json) throws IOException;
  }

  /** Looks at the fields of the outermost object, one by one. */
  public interface Glance {
    /** Whether the field called {@code name}, at whose value the cursor stands, is enough. */
    boolean suffices(String name, JsonCursor json) throws IOException;
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
