// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.compression;

import java.io.IOException;

/** Compressed bytes that cannot be whole: cut off, altered, or followed by something else. */
public final class DamagedCompressionException extends IOException {

  DamagedCompressionException(String fact) {
    super(fact);
  }
}
