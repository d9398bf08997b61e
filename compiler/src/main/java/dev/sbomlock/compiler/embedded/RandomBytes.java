// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Bytes that can be read from any offset on: of a file, in memory, or of a part of either. */
public interface RandomBytes {

  /** How many there are. */
  long size() throws IOException;

  /**
   * Some of them.
   *
   * @throws EOFException when there are not so many
   */
  byte[] read(long offset, int length) throws IOException;

  /** The bytes of a file that stays open. */
  static RandomBytes of(SeekableByteChannel file) {
    return new RandomBytes() {
      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public byte[] read(long offset, int length) throws IOException {
        requireWithin(offset, length, size());
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.position(offset);
        while (bytes.hasRemaining()) {
          if (file.read(bytes) < 0) {
            throw new EOFException("the file has become shorter");
          }
        }
        return bytes.array();
      }
    };
  }

  /** The first bytes of an array. */
  static RandomBytes of(byte[] array, int size) {
    return new RandomBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public byte[] read(long offset, int length) throws IOException {
        requireWithin(offset, length, size);
        return Arrays.copyOfRange(array, (int) offset, (int) offset + length);
      }
    };
  }

  /**
   * A part, without a copy.
   *
   * @throws EOFException when it does not lie within
   */
  default RandomBytes part(long start, long size) throws IOException {
    requireWithin(start, size, size());
    RandomBytes whole = this;
    return new RandomBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public byte[] read(long offset, int length) throws IOException {
        requireWithin(offset, length, size);
        return whole.read(start + offset, length);
      }
    };
  }

  private static void requireWithin(long offset, long length, long size) throws EOFException {
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw new EOFException("it is shorter than it says");
    }
  }
}
