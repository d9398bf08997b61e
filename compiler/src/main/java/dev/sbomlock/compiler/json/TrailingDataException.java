// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;

/** Something follows the end of the document. */
public final class TrailingDataException extends JsonParseException {

  TrailingDataException(JsonParser json) {
    super(json, "only white space may follow");
  }
}
