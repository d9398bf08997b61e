// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Digests what is read through it; of large documents on a thread of its own, while the parser
 * takes what was read. For one reader.
 */
public final class DigestedStream extends FilterInputStream {

  /** What is smaller is digested before a thread would have started. */
  private static final int SMALL = 1 << 20;

  private final MessageDigest digest;
  private long size;
  private byte[] copy = new byte[0];
  private @Nullable ForkJoinTask<?> running;

  /** Digests what is read of {@code in}. */
  public DigestedStream(InputStream in, MessageDigest digest) {
    super(in);
    this.digest = digest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count > 0) {
      size += count;
      update(bytes, offset, count);
    }
    return count;
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException("what is skipped would not be digested");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** The digest of all that was read. */
  public byte[] digest() {
    await();
    return digest.digest();
  }

  private void update(byte[] bytes, int offset, int length) {
    if (size <= SMALL) {
      digest.update(bytes, offset, length);
      return;
    }
    await();
    if (copy.length < length) {
      copy = new byte[length];
    }
    System.arraycopy(bytes, offset, copy, 0, length);
    running = ForkJoinPool.commonPool().submit(() -> digest.update(copy, 0, length));
  }

  private void await() {
    if (running != null) {
      running.join();
    }
  }
}
