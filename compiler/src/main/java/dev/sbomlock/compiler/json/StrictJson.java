// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Diagnostic;

/** How JSON of strangers is read: in UTF-8 only, each key once, nothing after the end, bounded. */
public final class StrictJson {

  /** Nested components are the deepest thing that SBOMs hold; real ones stay below 20. */
  static final int MAX_DEPTH = 200;

  /** Licence texts, base64 attachments. */
  static final int MAX_STRING = 16 << 20;

  static final int MAX_NAME = 64 << 10;

  static final int MAX_NUMBER = 1000;

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

  private static String at(JsonLocation location) {
    return location == null ? "" : " (byte " + location.getByteOffset() + ")";
  }
}
