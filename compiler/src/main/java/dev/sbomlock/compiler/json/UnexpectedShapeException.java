// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;

/** Valid JSON, but not of the shape that the format has at this place. */
public final class UnexpectedShapeException extends JsonParseException {

  UnexpectedShapeException(JsonParser json, String fact) {
    super(json, fact);
  }
}
