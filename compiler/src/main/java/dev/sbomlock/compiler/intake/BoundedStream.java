// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import dev.sbomlock.manifest.Text;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes on so many bytes and no more: the next one is an {@link OverLimitException}. */
public final class BoundedStream extends FilterInputStream {

  private final long limit;
  private final String what;
  private long count;

  /**
   * Bounds a stream.
   *
   * @param what has the bytes, such as {@code it}
   */
  public BoundedStream(InputStream in, long limit, String what) {
    super(in);
    this.limit = limit;
    this.what = what;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count += Math.max(read, 0);
    if (count > limit) {
      throw new OverLimitException(Text.format("%s has more than %d bytes", what, limit));
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    throw new UnsupportedOperationException("what is skipped would not be counted");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
