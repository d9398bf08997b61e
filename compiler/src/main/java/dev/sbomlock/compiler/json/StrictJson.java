// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Diagnostic;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** How JSON of strangers is read: in UTF-8 only, each key once, nothing after the end, bounded. */
public final class StrictJson {

  /** Nested components are the deepest thing that SBOMs hold; real ones stay below 20. */
  static final int MAX_DEPTH = 200;

  /** Licence texts, base64 attachments. */
  static final int MAX_STRING = 16 << 20;

  static final int MAX_NAME = 64 << 10;

  /** Bytes in which NUL gives another encoding away. */
  private static final int LONGEST_UNIT = 4;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private StrictJson() {}

  /** What is wrong, as a diagnostic about the document called {@code place}. */
  public static Diagnostic explain(JacksonException problem, String place) {
    String fact = problem.getOriginalMessage() + at(problem.getLocation());
    if (problem instanceof UnexpectedShapeException) {
      return CompilerProblems.malformedDocument(place, fact);
    }
    if (problem instanceof TrailingDataException) {
      return CompilerProblems.trailingData(place, fact);
    }
    if (problem instanceof StreamConstraintsException) {
      return CompilerProblems.overLimit(place, fact);
    }
    if (fact.startsWith("Duplicate field")) {
      return CompilerProblems.duplicateKey(place, fact);
    }
    return CompilerProblems.malformedJson(place, fact);
  }

  /**
   * Whether the bytes are well-formed UTF-8, and nothing that Jackson takes for UTF-16 or UTF-32.
   */
  static boolean isUtf8(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, LONGEST_UNIT); i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(8192);
    while (true) {
      var result = decoder.decode(in, out, true);
      if (result.isError()) {
        return false;
      }
      if (result.isUnderflow()) {
        return true;
      }
      out.clear();
    }
  }

  private static String at(JsonLocation location) {
    return location == null ? "" : " (byte " + location.getByteOffset() + ")";
  }
}
