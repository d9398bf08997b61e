// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;

/** Something follows the end of the document. */
public final class TrailingDataException extends JsonParseException {

  TrailingDataException(JsonLocation where) {
    super(null, "only white space may follow", where);
  }
}
