// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The tokens of one document, in whatever syntax it is written. */
interface JsonTokens {

  /** Moves to the next token; null at the end of the document. */
  @Nullable JsonToken next() throws IOException;

  /** The token that {@link #next} found last. */
  @Nullable JsonToken current();

  /** The name of the field whose name or value the current token is, or null for an element. */
  @Nullable String name();

  /** The current token as text: that of a string, the digits of a number, the word of a literal. */
  String text() throws IOException;

  /** Writes the bytes that the current token, a text, stands for in base64. */
  void base64(Base64.Decoder alphabet, OutputStream out) throws IOException;

  /** Where the current token ends. */
  JsonLocation location();

  /** Moves to the end of the object or array that starts here, if one does. */
  default void skipChildren() throws IOException {
    JsonToken token = current();
    int open = token != null && token.isStructStart() ? 1 : 0;
    while (open > 0) {
      token = next();
      if (token == null) {
        return;
      }
      if (token.isStructStart()) {
        open++;
      } else if (token.isStructEnd()) {
        open--;
      }
    }
  }
}
