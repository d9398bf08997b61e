// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses one gzip member (RFC 1952) and insists that nothing follows it. The JDK's own stream
 * is silent about garbage after the end.
 */
final class GzipStream extends FilterInputStream {

  private static final int BUFFER = 64 << 10;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final CRC32 crc = new CRC32();
  private final Member member;
  private boolean ended;

  private GzipStream(Member member) {
    super(member);
    this.member = member;
  }

  /** The content of the member that {@code in} holds. */
  static GzipStream of(InputStream in) throws IOException {
    DataInputStream header = new DataInputStream(in);
    try {
      readHeader(header);
    } catch (EOFException e) {
      throw new DamagedCompressionException("its gzip header is cut off");
    }
    return new GzipStream(new Member(in));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    try {
      int count = super.read(bytes, offset, length);
      if (count < 0) {
        ended = true;
        member.requireEnd(crc.getValue());
      } else {
        crc.update(bytes, offset, count);
      }
      return count;
    } catch (EOFException e) {
      throw new DamagedCompressionException("its gzip data are cut off");
    } catch (ZipException e) {
      throw new DamagedCompressionException("its gzip data are damaged: " + e.getMessage());
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

  private static void readHeader(DataInputStream in) throws IOException {
    int magic = in.readUnsignedShort();
    int method = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    in.readNBytes(6);
    if (magic != 0x1f8b || method != DEFLATE || (flags & RESERVED) != 0) {
      throw new DamagedCompressionException("its gzip header is none that RFC 1952 knows");
    }
    if ((flags & EXTRA) != 0) {
      int length = in.readUnsignedByte();
      length |= in.readUnsignedByte() << 8;
      in.readNBytes(length);
    }
    if ((flags & NAME) != 0) {
      passText(in);
    }
    if ((flags & COMMENT) != 0) {
      passText(in);
    }
    if ((flags & HEADER_CRC) != 0) {
      in.readUnsignedShort();
    }
  }

  private static void passText(DataInputStream in) throws IOException {
    while (in.readUnsignedByte() != 0) {
      // Up to its NUL; the stream below has a limit.
    }
  }

  /** The deflated part, which gives back what it has read too much. */
  private static final class Member extends InflaterInputStream {

    Member(InputStream in) {
      super(in, new Inflater(true), BUFFER);
    }

    void requireEnd(long crc) throws IOException {
      long size = inf.getBytesWritten() & 0xffffffffL;
      if (readUnsigned() != crc || readUnsigned() != size) {
        throw new DamagedCompressionException("its gzip check sum is another one");
      }
      if (next() >= 0) {
        throw new DamagedCompressionException("something follows the end of its gzip data");
      }
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }

    private long readUnsigned() throws IOException {
      long value = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        int b = next();
        if (b < 0) {
          throw new EOFException();
        }
        value |= (long) b << shift;
      }
      return value;
    }

    private int taken;

    private int next() throws IOException {
      int left = inf.getRemaining() - taken;
      if (left > 0) {
        int b = buf[len - left] & 0xff;
        taken++;
        return b;
      }
      return in.read();
    }
  }
}
