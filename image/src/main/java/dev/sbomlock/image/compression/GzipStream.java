// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.compression;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip members (RFC 1952) and insists that nothing else follows them. The JDK's own
 * stream is silent about garbage after the end.
 */
final class GzipStream extends InputStream {

  private static final int BUFFER = 64 << 10;
  private static final int MAGIC = 0x1f8b;
  private static final int DEFLATE = 8;
  private static final int TIME_AND_SYSTEM = 6;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final boolean several;
  private final byte[] buffer = new byte[BUFFER];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private int start;
  private int end;
  private boolean ended;

  private GzipStream(InputStream in, boolean several) throws IOException {
    this.in = in;
    this.several = several;
    readHeader();
  }

  /** The content of the one member that {@code in} holds. */
  static GzipStream oneMember(InputStream in) throws IOException {
    return new GzipStream(in, false);
  }

  /** The content of all members that {@code in} holds, at least one. */
  static GzipStream members(InputStream in) throws IOException {
    return new GzipStream(in, true);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new DamagedCompressionException("its gzip data are damaged: they want a dictionary");
      } else {
        feed();
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw new DamagedCompressionException("its gzip data are damaged: " + e.getMessage());
    }
  }

  private void feed() throws IOException {
    if (start == end && !fill()) {
      throw new DamagedCompressionException("its gzip data are cut off");
    }
    inflater.setInput(buffer, start, end - start);
    start = end;
  }

  private void endMember() throws IOException {
    start = end - inflater.getRemaining();
    long size = inflater.getBytesWritten() & 0xffffffffL;
    if (number(Integer.BYTES) != crc.getValue() || number(Integer.BYTES) != size) {
      throw new DamagedCompressionException("its gzip check sum is another one");
    }
    if (start == end && !fill()) {
      ended = true;
      return;
    }
    // A header's first byte is enough to tell garbage; the rest of it is checked like the first.
    if (!several || buffer[start] != (byte) (MAGIC >> Byte.SIZE)) {
      throw new DamagedCompressionException("something follows the end of its gzip data");
    }
    readHeader();
    inflater.reset();
    crc.reset();
  }

  private void readHeader() throws IOException {
    int magic = next() << Byte.SIZE | next();
    int method = next();
    int flags = next();
    pass(TIME_AND_SYSTEM);
    if (magic != MAGIC || method != DEFLATE || (flags & RESERVED) != 0) {
      throw new DamagedCompressionException("its gzip header is none that RFC 1952 knows");
    }
    if ((flags & EXTRA) != 0) {
      pass(number(Short.BYTES));
    }
    if ((flags & NAME) != 0) {
      passText();
    }
    if ((flags & COMMENT) != 0) {
      passText();
    }
    if ((flags & HEADER_CRC) != 0) {
      pass(Short.BYTES);
    }
  }

  private void pass(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      next();
    }
  }

  private void passText() throws IOException {
    while (next() != 0) {
      // Up to its NUL; the stream below has a limit.
    }
  }

  /** A number of so many bytes, the lowest first. */
  private long number(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << (i * Byte.SIZE);
    }
    return value;
  }

  private int next() throws IOException {
    if (start == end && !fill()) {
      throw new DamagedCompressionException("its gzip data are cut off");
    }
    return buffer[start++] & 0xff;
  }

  private boolean fill() throws IOException {
    start = 0;
    end = Math.max(0, in.readNBytes(buffer, 0, BUFFER));
    return end > 0;
  }
}
