// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.compression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes one gzip member, its blocks compressed in parallel. Blocks are of one size, and each knows
 * the end of the one before it as its dictionary (as pigz does), so that the bytes are the same for
 * any number of threads.
 */
final class GzipWriter extends OutputStream {

  private static final int BLOCK = 256 << 10;
  private static final int DICTIONARY = 32 << 10;

  /** As small to a hundredth as the usual 6, in three quarters of its time. */
  private static final int LEVEL = 5;

  // No name, no time, no operating system: nothing that a machine could differ in.
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  private final OutputStream out;
  private final int threads;
  private final ExecutorService pool;
  private final ConcurrentLinkedQueue<Deflater> deflaters = new ConcurrentLinkedQueue<>();
  private final Deque<Future<byte[]>> pending = new ArrayDeque<>();
  private final CRC32 crc = new CRC32();
  private long size;
  private byte[] previous = new byte[0];
  private byte[] block = new byte[BLOCK];
  private int filled;
  private boolean closed;

  /** Writes to {@code out}, which is closed with this stream. */
  GzipWriter(OutputStream out, int threads) throws IOException {
    this.out = out;
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
    out.write(HEADER);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    size += length;
    int done = 0;
    while (done < length) {
      // A full block waits for what follows it, for the last one is marked.
      if (filled == BLOCK) {
        submit(false);
      }
      int part = Math.min(length - done, BLOCK - filled);
      System.arraycopy(bytes, offset + done, block, filled, part);
      filled += part;
      done += part;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      submit(true);
      while (!pending.isEmpty()) {
        out.write(result(pending.removeFirst()));
      }
      writeNumber(crc.getValue());
      writeNumber(size);
    } finally {
      pool.shutdownNow();
      deflaters.forEach(Deflater::end);
    }
  }

  private void submit(boolean last) throws IOException {
    byte[] dictionary = previous;
    byte[] content = block;
    int length = filled;
    pending.addLast(pool.submit(() -> deflate(dictionary, content, length, last)));
    previous = content;
    block = new byte[BLOCK];
    filled = 0;
    while (pending.size() > 2 * threads) {
      out.write(result(pending.removeFirst()));
    }
  }

  private byte[] deflate(byte[] before, byte[] content, int length, boolean last) {
    Deflater pooled = deflaters.poll();
    Deflater deflater = pooled == null ? new Deflater(LEVEL, true) : pooled;
    deflater.reset();
    int known = Math.min(DICTIONARY, before.length);
    if (known > 0) {
      deflater.setDictionary(before, before.length - known, known);
    }
    deflater.setInput(content, 0, length);
    if (last) {
      deflater.finish();
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(BLOCK / 2);
    byte[] buffer = new byte[BLOCK / 4];
    int count;
    do {
      count =
          deflater.deflate(
              buffer, 0, buffer.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
      compressed.write(buffer, 0, count);
    } while (last ? !deflater.finished() : count == buffer.length);
    deflaters.add(deflater);
    return compressed.toByteArray();
  }

  private static byte[] result(Future<byte[]> block) throws IOException {
    try {
      return block.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a layer was compressed", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("compressing failed", e.getCause());
    }
  }

  private void writeNumber(long value) throws IOException {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write((int) (value >> shift) & 0xff);
    }
  }
}
