// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads UTF-8 text line by line; lines end in LF or CR LF and are of bounded length. */
public final class LineReader {

  /** Licence texts, on one line. */
  public static final int MAX_LINE = 16 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[64 << 10];
  private int start;
  private int end;
  private int lineStart;
  private int lineEnd;
  private long number;

  /** Reads from {@code in}, which it checks to be UTF-8. */
  public LineReader(InputStream in) {
    this.in = new Utf8Stream(in);
  }

  /** The next line without its end, or null after the last one. */
  public @Nullable String next() throws IOException {
    return advance() ? text() : null;
  }

  /** Moves to the next line; false after the last one. */
  public boolean advance() throws IOException {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          return found(i, i + 1);
        }
      }
      searched = end - start;
      if (!fill()) {
        return start != end && found(end, end);
      }
    }
  }

  /** The number of the line that was read last; the first one's is 1. */
  public long number() {
    return number;
  }

  /** The current line without its end. */
  public String text() {
    return new String(buffer, lineStart, length(), StandardCharsets.UTF_8);
  }

  /** How many bytes the current line has, without its end. */
  public int length() {
    return lineEnd - lineStart;
  }

  /** A byte of the current line. */
  public byte at(int index) {
    return buffer[lineStart + index];
  }

  /** Whether the current line holds these bytes at that place. */
  public boolean holds(byte[] bytes, int index) {
    int from = lineStart + index;
    return index + bytes.length <= length()
        && Arrays.equals(buffer, from, from + bytes.length, bytes, 0, bytes.length);
  }

  /** Where the current line holds these bytes first, from that place on; -1 when nowhere. */
  public int find(byte[] bytes, int from) {
    for (int i = from; i + bytes.length <= length(); i++) {
      if (at(i) == bytes[0] && holds(bytes, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean found(int stop, int next) {
    lineStart = start;
    lineEnd = stop > start && buffer[stop - 1] == '\r' ? stop - 1 : stop;
    start = next;
    number++;
    return true;
  }

  /** Moves what is left to the start of the buffer, and reads more. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (end == buffer.length) {
      if (end >= MAX_LINE) {
        throw new OverLimitException(Text.format("a line has more than %d bytes", MAX_LINE));
      }
      buffer = Arrays.copyOf(buffer, 2 * end);
    }
    int count = in.read(buffer, end, buffer.length - end);
    end += Math.max(count, 0);
    return count >= 0;
  }
}
