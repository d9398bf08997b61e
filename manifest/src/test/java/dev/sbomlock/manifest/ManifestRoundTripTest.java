// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again, is canonical, and is refused after any change. */
final class ManifestRoundTripTest {

  @Provide
  static Arbitrary<MeasurementManifest> manifests() {
    return Manifests.any();
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsRead(@ForAll("manifests") MeasurementManifest manifest) throws Exception {
    byte[] bytes = Manifests.bytes(manifest);
    MeasurementManifest read = Manifests.read(bytes);
    assertThat(read).isEqualTo(manifest);
    assertThat(Manifests.bytes(read)).isEqualTo(bytes);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theBytesAreRfc8785(@ForAll("manifests") MeasurementManifest manifest) throws Exception {
    String written = new String(Manifests.bytes(manifest), StandardCharsets.UTF_8);
    try (JsonParser json = new JsonFactory().createParser(written)) {
      json.nextToken();
      assertThat(written).isEqualTo(canonical(json));
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void noByteCanChange(
      @ForAll("manifests") MeasurementManifest manifest, @ForAll int position, @ForAll byte other) {
    byte[] bytes = Manifests.bytes(manifest);
    int at = Math.floorMod(position, bytes.length);
    bytes[at] = bytes[at] == other ? (byte) (other ^ 1) : other;
    assertRefused(bytes);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void noByteCanGoOrCome(
      @ForAll("manifests") MeasurementManifest manifest, @ForAll int position, @ForAll byte added) {
    byte[] bytes = Manifests.bytes(manifest);
    int at = Math.floorMod(position, bytes.length);
    byte[] shorter = new byte[bytes.length - 1];
    System.arraycopy(bytes, 0, shorter, 0, at);
    System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
    assertRefused(shorter);
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 0, at);
    longer[at] = added;
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    assertRefused(longer);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> Manifests.read(bytes))
        .satisfies(
            e ->
                assertThat(e.diagnostics())
                    .singleElement()
                    .extracting("code")
                    .isIn("M002", "M003"));
  }

  /** RFC 8785 section 3.2, written from its text and not from ours, for whole numbers only. */
  private static String canonical(JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT -> {
        // String.compareTo compares UTF-16 code units, as section 3.2.3 asks.
        Map<String, String> members = new TreeMap<>(String::compareTo);
        while (json.nextFieldName() != null) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, canonical(json));
        }
        StringBuilder text = new StringBuilder("{");
        members.forEach(
            (name, value) -> text.append(quote(name)).append(':').append(value).append(','));
        return close(text, '}');
      }
      case START_ARRAY -> {
        StringBuilder text = new StringBuilder("[");
        while (!json.nextToken().isStructEnd()) {
          text.append(canonical(json)).append(',');
        }
        return close(text, ']');
      }
      case VALUE_STRING -> {
        return quote(json.getText());
      }
      case VALUE_NUMBER_INT -> {
        return Long.toString(json.getLongValue());
      }
      default -> throw new AssertionError("a manifest holds no " + json.currentToken());
    }
  }

  private static String close(StringBuilder text, char bracket) {
    if (text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
    }
    return text.append(bracket).toString();
  }

  private static String quote(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\b' -> text.append("\\b");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\f' -> text.append("\\f");
        case '\r' -> text.append("\\r");
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          if (c < 0x20) {
            text.append(Text.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.append('"').toString();
  }
}
