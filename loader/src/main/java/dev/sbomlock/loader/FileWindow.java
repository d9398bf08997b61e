// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A piece of a file in memory, which moves to where somebody reads. */
final class FileWindow {

  private static final int SIZE = 32 * 1024;

  private final FileChannel channel;
  private ByteBuffer window = ByteBuffer.allocate(SIZE).limit(0);
  private long begin;

  FileWindow(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * So many bytes from there on, until it is asked again.
   *
   * @throws IOException when there are not as many
   */
  ByteBuffer at(long offset, int length) throws IOException {
    if (offset < begin || offset + length > begin + window.limit()) {
      move(offset, length);
    }
    return window.slice((int) (offset - begin), length);
  }

  private void move(long offset, int length) throws IOException {
    // Not to be kept: few records are that long.
    if (length > window.capacity() || window.capacity() > SIZE) {
      window = ByteBuffer.allocate(Math.max(SIZE, length));
    }
    window.clear();
    begin = offset;
    int read = 0;
    while (window.hasRemaining() && read >= 0) {
      read = channel.read(window, offset + window.position());
    }
    window.flip();
    if (window.limit() < length) {
      window.limit(0);
      throw new EOFException("the file ends before " + (offset + length));
    }
  }
}
