// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.compression;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses zstd frames; anything else after them is an error. */
final class ZstdStream extends FilterInputStream {

  /**
   * Decompresses what {@code stored} holds.
   *
   * @param windowLog how much memory a frame may ask for
   */
  ZstdStream(InputStream stored, int windowLog) throws IOException {
    super(new ZstdInputStreamNoFinalizer(stored).setLongMax(windowLog));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (EOFException e) {
      throw new DamagedCompressionException("its zstd data are cut off");
    } catch (ZstdIOException e) {
      throw new DamagedCompressionException("its zstd data are damaged: " + e.getMessage());
    }
  }

  @Override
  public long skip(long count) throws IOException {
    throw new UnsupportedOperationException("what is skipped would not be checked");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
