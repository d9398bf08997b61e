// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes regular files of root's, from the start of 1970, in ustar: the same bytes each time. */
public final class TarWriter {

  private static final int MAX_NAME = 100;

  private final OutputStream out;

  /** Writes to {@code out}, which is not closed. */
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds a file.
   *
   * @param name in ASCII, of at most 100 characters
   */
  public void file(String name, long size, InputStream content) throws IOException {
    if (name.length() > MAX_NAME) {
      throw new IllegalArgumentException("too long a name: " + name);
    }
    out.write(TarHeader.make('0', name, size));
    long written = content.transferTo(out);
    if (written != size) {
      throw new IOException("'" + name + "' changed while it was packed");
    }
    out.write(new byte[(int) TarReader.paddingOf(size)]);
  }

  /** Ends the archive. */
  public void end() throws IOException {
    out.write(new byte[2 * TarHeader.BLOCK]);
  }
}
