// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;

/** Valid JSON, but not of the shape that the format has at this place. */
public final class UnexpectedShapeException extends JsonParseException {

  UnexpectedShapeException(JsonLocation where, String fact) {
    super(null, fact, where);
  }
}
