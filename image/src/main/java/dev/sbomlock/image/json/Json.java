// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value with all that it holds, in its order; values do not change, changing gives new. */
public sealed interface Json {

  /** An object. */
  record Node(Map<String, Json> fields) implements Json {

    /** Copies, in order. */
    public Node {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** One without fields. */
    public static Node empty() {
      return new Node(Map.of());
    }

    /** The value under that name. */
    public Optional<Json> get(String name) {
      return Optional.ofNullable(fields.get(name));
    }

    /** The object under that name. */
    public Optional<Node> node(String name) {
      return fields.get(name) instanceof Node node ? Optional.of(node) : Optional.empty();
    }

    /** The elements of the array under that name. */
    public Optional<List<Json>> array(String name) {
      return fields.get(name) instanceof Array array
          ? Optional.of(array.elements())
          : Optional.empty();
    }

    /** The text under that name. */
    public Optional<String> text(String name) {
      return fields.get(name) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /** The same with another value under that name: in its old place, or else the last one. */
    public Node with(String name, Json value) {
      Map<String, Json> changed = new LinkedHashMap<>(fields);
      changed.put(name, value);
      return new Node(changed);
    }

    /** The same with a text under that name. */
    public Node with(String name, String value) {
      return with(name, new Text(value));
    }

    /** The same with a number under that name. */
    public Node with(String name, long value) {
      return with(name, new Numeral(Long.toString(value)));
    }

    /** The same without that name. */
    public Node without(String name) {
      Map<String, Json> changed = new LinkedHashMap<>(fields);
      changed.remove(name);
      return new Node(changed);
    }
  }

  /** An array. */
  record Array(List<Json> elements) implements Json {

    /** Copies. */
    public Array {
      elements = List.copyOf(elements);
    }

    /** An array of texts. */
    public static Array ofTexts(List<String> texts) {
      List<Json> elements = new ArrayList<>();
      texts.forEach(text -> elements.add(new Text(text)));
      return new Array(elements);
    }
  }

  /** A text. */
  record Text(String value) implements Json {}

  /** A number, digit by digit as it was written. */
  record Numeral(String digits) implements Json {}

  /** {@code true}, {@code false} or {@code null}. */
  record Literal(String name) implements Json {}
}
