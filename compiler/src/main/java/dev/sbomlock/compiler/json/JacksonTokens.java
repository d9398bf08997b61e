// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The tokens of a parser of Jackson's, for syntaxes that are not JSON. */
record JacksonTokens(JsonParser parser) implements JsonTokens {

  @Override
  public @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  @Override
  public @Nullable JsonToken current() {
    return parser.currentToken();
  }

  @Override
  public @Nullable String name() {
    try {
      return parser.currentName();
    } catch (IOException e) {
      throw new IllegalStateException("a name that was read is gone", e);
    }
  }

  @Override
  public String text() throws IOException {
    return parser.getText();
  }

  @Override
  public void base64(Base64.Decoder alphabet, OutputStream out) {
    throw new UnsupportedOperationException("envelopes are JSON");
  }

  @Override
  public JsonLocation location() {
    return parser.currentLocation();
  }
}
