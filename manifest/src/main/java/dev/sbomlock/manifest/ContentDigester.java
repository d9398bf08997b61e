// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * Measures content: its size, SHA-256 and fs-verity digest in one pass over the bytes.
 *
 * <p>Keeps its buffers between calls; use one a thread.
 */
public final class ContentDigester {

  private static final int BUFFER_SIZE = 256 * 1024;

  /** What has as many bytes is worth a second thread. */
  public static final int LARGE = 4 << 20;

  private static final int LARGE_BUFFER = 1 << 20;

  private final byte[] buffer = new byte[BUFFER_SIZE];
  private final MessageDigest sha256 = Hashing.sha256();
  private final DigestAlgorithm fsverity;
  private final VerityDigester verity;
  private long size;

  /** Of the usual fs-verity digests. */
  public ContentDigester() {
    this(VerityParameters.DEFAULT);
  }

  /** Of fs-verity digests that are made like that. */
  public ContentDigester(VerityParameters parameters) {
    fsverity = parameters.algorithm();
    verity = new VerityDigester(parameters);
  }

  /** Reads the channel to its end and measures what came. */
  public Measured measure(ReadableByteChannel content) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(buffer);
    try {
      while (content.read(target.clear()) >= 0) {
        update(buffer, 0, target.position());
        if (size >= LARGE) {
          measureLarge(content);
          break;
        }
      }
    } catch (IOException e) {
      finish();
      throw e;
    }
    return finish();
  }

  /** The two digests of the same bytes at a time, on two threads. */
  private void measureLarge(ReadableByteChannel content) throws IOException {
    byte[] filled = new byte[LARGE_BUFFER];
    byte[] next = new byte[LARGE_BUFFER];
    ForkJoinTask<?> running = null;
    try {
      for (int read = fill(content, filled); read > 0; read = fill(content, filled)) {
        byte[] bytes = filled;
        int length = read;
        if (running != null) {
          running.join();
        }
        running = ForkJoinPool.commonPool().submit(() -> sha256.update(bytes, 0, length));
        verity.update(bytes, 0, length);
        size += length;
        filled = next;
        next = bytes;
      }
    } finally {
      if (running != null) {
        running.join();
      }
    }
  }

  private static int fill(ReadableByteChannel content, byte[] target) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(target);
    while (rest.hasRemaining() && content.read(rest) >= 0) {
      // More of it.
    }
    return rest.position();
  }

  /** Takes the next bytes of content that comes piece by piece. */
  public void update(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    verity.update(bytes, offset, length);
    size += length;
  }

  /** What the bytes since the last call measure. */
  public Measured finish() {
    Measured measured =
        new Measured(
            size,
            Digest.of(DigestAlgorithm.SHA256, sha256.digest()),
            Digest.of(fsverity, verity.finish()));
    size = 0;
    return measured;
  }

  /**
   * What content measures.
   *
   * @param size in bytes
   * @param sha256 of the bytes
   * @param fsverity the fs-verity file digest
   */
  public record Measured(long size, Digest sha256, Digest fsverity) {

    /** Both digests. */
    public DigestSet digests() {
      return DigestSet.of(sha256, fsverity);
    }
  }
}
