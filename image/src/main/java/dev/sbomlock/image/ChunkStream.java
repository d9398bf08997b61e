// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that come in chunks from another thread, and go on when they were read. */
abstract class ChunkStream extends InputStream {

  private Chunk chunk = Chunk.END;
  private int position;
  private boolean ended;

  /** Bytes on their way; none at the end. */
  static final class Chunk {

    static final Chunk END = new Chunk(new byte[0], 0);

    final byte[] bytes;
    final int length;

    Chunk(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  /**
   * Waits for the next chunk.
   *
   * @param passed the one before, which is no longer needed here; without bytes at first
   */
  abstract Chunk following(Chunk passed) throws InterruptedException;

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
    if (position == chunk.length && !next()) {
      return -1;
    }
    int read = Math.min(length, chunk.length - position);
    System.arraycopy(chunk.bytes, position, target, offset, read);
    position += read;
    return read;
  }

  /** Goes on to the next chunk, whatever was read of this one; false at the end. */
  boolean next() throws IOException {
    if (ended) {
      return false;
    }
    try {
      chunk = following(chunk);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    position = 0;
    ended = chunk.length == 0;
    return !ended;
  }

  static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while a layer was read", e);
  }
}
