// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sbomlock.compiler.intake.NotUtf8Exception;
import dev.sbomlock.compiler.intake.Utf8Stream;
import dev.sbomlock.compiler.testing.GoldenCase;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the tokenizer finds the tokens that Jackson finds, or refuses as it does. */
final class JsonTokenizerFuzzTest {

  /** Jackson knows a byte order mark by what follows it, and refuses it where nothing does. */
  private static final byte[] MARK_ALONE = "\ufeff".getBytes(StandardCharsets.UTF_8);

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(StrictJson.MAX_DEPTH)
                  .maxNumberLength(StrictJson.MAX_NUMBER)
                  .build())
          .build();

  static Stream<Arguments> seeds() throws IOException {
    Stream<Arguments> ofItsOwn =
        Stream.of(
                "[1,-0,0.5,1e9,-12.25E-3,01,1.,.5,+1,-]",
                "{\"a\\u0062\":1,\"ab\":2}",
                "[\"\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\\\",\"\\x\"]",
                "[true,false,null,nul]",
                "\ufeff{\"\u00e9\":[\"\u20ac\",{}]} ",
                "\ufeff",
                "{\"\\ude00\":1}",
                "{\"\\ud83d\":1}",
                "{\"\\ud83d\\ude00\":1}",
                "\ufeff ",
                "[".repeat(200) + "]".repeat(200),
                "[".repeat(201) + "]".repeat(201),
                "{\"a\":1,}",
                "[1,]",
                "[,1]",
                "{} {}",
                "{\"a\" 1}",
                "[\"a\tb\"]",
                "{\"a\":1,\"b\":{\"a\":2},\"a\":3}")
            .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    return Stream.concat(GoldenCase.seeds("json"), ofItsOwn);
  }

  @MethodSource("seeds")
  @FuzzTest
  void agreesWithJackson(byte[] document) throws IOException {
    Optional<List<String>> tokens = ours(new ByteArrayInputStream(document), true);
    if (!Arrays.equals(document, MARK_ALONE)) {
      assertThat(tokens).isEqualTo(theirs(new ByteArrayInputStream(document)));
    }
    assertThat(ours(new InPieces(document), true)).as("in pieces").isEqualTo(tokens);
    assertThat(ours(new ByteArrayInputStream(document), false).isPresent())
        .as("passed over")
        .isEqualTo(tokens.isPresent());
  }

  /** All tokens of a document, or nothing when it is refused. */
  private static Optional<List<String>> ours(InputStream in, boolean withTexts) throws IOException {
    try {
      JsonTokenizer json = new JsonTokenizer(in);
      List<String> tokens = new ArrayList<>();
      for (JsonToken token = json.next(); token != null; token = json.next()) {
        tokens.add(token + (withTexts ? text(token, json) : ""));
      }
      return Optional.of(tokens);
    } catch (JacksonException | NotUtf8Exception refused) {
      return Optional.empty();
    }
  }

  private static String text(JsonToken token, JsonTokenizer json) throws IOException {
    return token == JsonToken.FIELD_NAME
        ? " " + json.name()
        : token.isScalarValue() ? " " + json.text() : "";
  }

  private static Optional<List<String>> theirs(InputStream in) throws IOException {
    try (JsonParser json = JACKSON.createParser(new Utf8Stream(in))) {
      List<String> tokens = new ArrayList<>();
      int depth = 0;
      boolean ended = false;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (ended) {
          return Optional.empty();
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        ended = depth == 0;
        boolean named = token == JsonToken.FIELD_NAME || token.isScalarValue();
        tokens.add(token + (named ? " " + json.getText() : ""));
      }
      return Optional.of(tokens);
    } catch (JacksonException | NotUtf8Exception refused) {
      return Optional.empty();
    }
  }

  /** Gives three bytes at a time, so that everything crosses the edge of what was read. */
  private static final class InPieces extends FilterInputStream {

    InPieces(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return super.read(bytes, offset, Math.min(length, 3));
    }
  }
}
