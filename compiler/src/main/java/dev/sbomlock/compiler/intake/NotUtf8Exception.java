// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import java.io.IOException;

/** The bytes are not well-formed UTF-8. */
public final class NotUtf8Exception extends IOException {

  NotUtf8Exception() {
    super("it is not UTF-8 text");
  }
}
