// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.json;

import java.io.IOException;

/** A document is not the JSON that is read alike everywhere; the message says what and where. */
public final class MalformedJsonException extends IOException {

  MalformedJsonException(String fact) {
    super(fact);
  }
}
