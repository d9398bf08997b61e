// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Stored bytes: a file, or a part of an archive.
 *
 * @param name where an image refers to it
 * @param file what holds it
 * @param offset of its first byte there
 * @param size in bytes
 */
public record Blob(String name, Path file, long offset, long size) {

  /** Opens it from its first byte; the stream ends at its last. */
  public InputStream open() throws IOException {
    RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
    try {
      in.seek(offset);
      return new Window(in, size);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static final class Window extends InputStream {

    private final RandomAccessFile in;
    private long left;

    private Window(RandomAccessFile in, long size) {
      this.in = in;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(target, offset, (int) Math.min(length, left));
      if (read > 0) {
        left -= read;
      }
      return read;
    }

    @Override
    public int available() {
      return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
