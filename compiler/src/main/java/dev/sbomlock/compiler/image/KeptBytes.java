// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The bytes of a small file of an image, in memory. */
final class KeptBytes {

  private final byte[] bytes;

  KeptBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
