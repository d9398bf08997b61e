// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps a compressor from closing the stream that it writes to, of which more is asked. */
final class Unclosed extends FilterOutputStream {

  private Unclosed(OutputStream out) {
    super(out);
  }

  static Unclosed of(OutputStream out) {
    return new Unclosed(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
