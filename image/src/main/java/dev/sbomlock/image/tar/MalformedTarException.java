// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import java.io.IOException;

/** An archive is not what tar(5) and POSIX pax allow; the message says what and where. */
public final class MalformedTarException extends IOException {

  MalformedTarException(String fact) {
    super(fact);
  }
}
