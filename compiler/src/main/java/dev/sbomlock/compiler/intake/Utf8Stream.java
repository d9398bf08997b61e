// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes on bytes as long as they are well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms,
 * no surrogates, nothing above U+10FFFF. Parsers look less closely at what they skip.
 */
public final class Utf8Stream extends FilterInputStream {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Bytes in which NUL gives another encoding away: UTF-16 and UTF-32 start with an ASCII sign. */
  private static final int LONGEST_UNIT = 4;

  private long position;
  private int continuations;
  private int lowest;
  private int highest;

  /** Checks what it reads from {@code in}. */
  public Utf8Stream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count < 0) {
      if (continuations > 0) {
        throw new NotUtf8Exception();
      }
      return count;
    }
    check(bytes, offset, offset + count);
    position += count;
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new UnsupportedOperationException("what is skipped would not be checked");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void check(byte[] bytes, int start, int end) throws IOException {
    for (int i = start; position + (i - start) < LONGEST_UNIT && i < end; i++) {
      if (bytes[i] == 0) {
        throw new NotUtf8Exception();
      }
    }
    int i = start;
    while (i < end) {
      if (continuations == 0) {
        while (i + Long.BYTES <= end && ((long) WORD.get(bytes, i) & HIGH_BITS) == 0) {
          i += Long.BYTES;
        }
        if (i == end) {
          return;
        }
      }
      next(bytes[i] & 0xff);
      i++;
    }
  }

  private void next(int b) throws IOException {
    if (continuations > 0) {
      if (b < lowest || b > highest) {
        throw new NotUtf8Exception();
      }
      continuations--;
      expect(continuations, 0x80, 0xbf);
    } else if (b >= 0x80) {
      switch (b) {
        case 0xe0 -> expect(2, 0xa0, 0xbf);
        case 0xed -> expect(2, 0x80, 0x9f);
        case 0xf0 -> expect(3, 0x90, 0xbf);
        case 0xf4 -> expect(3, 0x80, 0x8f);
        default -> {
          if (b < 0xc2 || b > 0xf4) {
            throw new NotUtf8Exception();
          }
          expect(b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3, 0x80, 0xbf);
        }
      }
    }
  }

  private void expect(int count, int from, int to) {
    continuations = count;
    lowest = from;
    highest = to;
  }
}
