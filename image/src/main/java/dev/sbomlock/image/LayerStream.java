// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The decompressed bytes of a layer. One thread decompresses and verifies what is stored, another
 * digests what comes out, so that who reads can digest files meanwhile; and one copies what was
 * read.
 */
final class LayerStream extends ChunkStream {

  private static final int BUFFER = 1 << 16;
  private static final int CHUNK = 1 << 18;
  private static final int CHUNKS = 8;

  private final Layer layer;
  private final ImageLimits limits;
  private final LongConsumer told;
  private final BlockingQueue<Chunk> decompressed = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<Chunk> digested = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<Chunk> read = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(3 * CHUNKS + 4);
  private final Step decompressor;
  private final Step digester;
  private final @Nullable Step copier;
  private final MessageDigest digest;

  private LayerStream(
      Layer layer, ImageLimits limits, Optional<LayerCopy> copy, LongConsumer told) {
    this.layer = layer;
    this.limits = limits;
    this.told = told;
    this.digest = VerifiedBlob.messageDigest(layer.diffId().algorithm());
    this.decompressor = new Step("layer", this::decompress, decompressed);
    this.digester = new Step("layer-digest", this::digest, digested);
    this.copier = copy.map(this::copier).orElse(null);
  }

  private Step copier(LayerCopy copy) {
    return new Step("layer-copy", () -> copy(copy), new ArrayBlockingQueue<>(1));
  }

  /**
   * Starts to decompress a layer.
   *
   * @param copy gets the decompressed bytes, too
   * @param told of how many stored bytes were read, again and again
   */
  static LayerStream open(
      Layer layer, ImageLimits limits, Optional<LayerCopy> copy, LongConsumer told) {
    LayerStream stream = new LayerStream(layer, limits, copy, told);
    stream.decompressor.start();
    stream.digester.start();
    if (stream.copier != null) {
      stream.copier.start();
    }
    return stream;
  }

  /**
   * Reads what is left, and waits until all is verified.
   *
   * @throws RejectedException when the layer is not as stated, or cannot be decompressed
   */
  void verify() throws IOException, RejectedException {
    byte[] rest = new byte[CHUNK];
    while (read(rest, 0, rest.length) >= 0) {
      // Only what was stated of the whole counts.
    }
    finish(decompressor);
    finish(digester);
    Digest actual = Digest.of(layer.diffId().algorithm(), digest.digest());
    if (!actual.equals(layer.diffId())) {
      throw new RejectedException(ImageProblems.diffId(place(), layer.diffId(), actual));
    }
  }

  /**
   * Waits for the copy, after {@link #verify}.
   *
   * @throws RejectedException when it could not be made
   */
  void verifyCopy() throws IOException, RejectedException {
    if (copier != null) {
      finish(copier);
    }
  }

  private static void finish(Step step) throws IOException, RejectedException {
    try {
      step.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    step.rethrow();
    if (!step.finished) {
      throw new IllegalStateException("a thread that reads a layer did not finish");
    }
  }

  /** Ends all threads; of a copy, nothing is written any more. */
  @Override
  public void close() throws IOException {
    decompressor.interrupt();
    digester.interrupt();
    if (copier != null) {
      copier.interrupt();
      try {
        copier.join();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  @Override
  Chunk following(Chunk passed) throws InterruptedException {
    if (passed.length > 0) {
      (copier == null ? free : read).put(passed);
    }
    Chunk following = digested.take();
    if (following.length == 0 && copier != null) {
      read.put(following);
    }
    return following;
  }

  private void decompress() throws IOException, RejectedException, InterruptedException {
    try (VerifiedBlob blob = VerifiedBlob.open(layer.blob(), layer.size(), layer.digest())) {
      try (InputStream plain = decompressed(new Shielded(new CountedStream(blob, told)))) {
        decompress(plain);
      } catch (IOException e) {
        // A blob of other bytes than stated is that first of all.
        blob.verify();
        throw new RejectedException(
            ImageProblems.notDecompressed(place(), String.valueOf(e.getMessage())));
      }
      blob.verify();
    }
  }

  private void decompress(InputStream plain)
      throws IOException, RejectedException, InterruptedException {
    long largest = limits.largest(layer.size());
    long total = 0;
    while (true) {
      Chunk empty = free.poll();
      byte[] bytes = empty == null ? new byte[CHUNK] : empty.bytes;
      int length = plain.readNBytes(bytes, 0, CHUNK);
      if (length == 0) {
        return;
      }
      total += length;
      if (total > largest) {
        throw new RejectedException(
            ImageProblems.overLimit(
                place(),
                Text.format("its %d bytes decompress to more than %d", layer.size(), largest)));
      }
      decompressed.put(new Chunk(bytes, length));
    }
  }

  private void digest() throws InterruptedException {
    for (Chunk next = decompressed.take(); next.length > 0; next = decompressed.take()) {
      digest.update(next.bytes, 0, next.length);
      digested.put(next);
    }
  }

  private void copy(LayerCopy copy) throws IOException, RejectedException {
    try (Read passing = new Read()) {
      try {
        copy.take(passing);
      } catch (IOException e) {
        throw new RejectedException(ImageProblems.notCopied(place(), e.toString()));
      } finally {
        // Who reads goes on, whatever becomes of the copy.
        passing.skipAll();
      }
    }
  }

  private static InputStream decompressed(InputStream stored) throws IOException {
    BufferedInputStream in = new BufferedInputStream(stored, BUFFER);
    in.mark(Compression.MAGIC_LENGTH);
    byte[] start = in.readNBytes(Compression.MAGIC_LENGTH);
    in.reset();
    return Compression.of(start).layer(in);
  }

  private String place() {
    return layer.blob().name();
  }

  /** Part of the work. */
  private interface Work {
    void run() throws IOException, RejectedException, InterruptedException;
  }

  /** A thread that hands chunks on, and their end however it ends itself. */
  private final class Step extends Thread {
    private final Work work;
    private final BlockingQueue<Chunk> results;
    private @Nullable RejectedException failure;
    private boolean finished;

    private Step(String name, Work work, BlockingQueue<Chunk> results) {
      super(name);
      this.work = work;
      this.results = results;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        try {
          work.run();
          finished = true;
        } catch (RejectedException e) {
          failure = e;
        } catch (IOException e) {
          failure = new RejectedException(ImageProblems.unreadableImage(place(), e.toString()));
        } finally {
          results.put(Chunk.END);
        }
      } catch (InterruptedException e) {
        // Nobody reads on.
        interrupt();
      }
    }

    private void rethrow() throws RejectedException {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** What was read, once more. */
  private final class Read extends ChunkStream {

    private void skipAll() throws IOException {
      while (next()) {
        // Who reads waits for its chunks.
      }
    }

    @Override
    Chunk following(Chunk passed) throws InterruptedException {
      if (passed.length > 0) {
        free.put(passed);
      }
      return read.take();
    }
  }

  /** Keeps a decompressor from closing the blob, which is still to be verified. */
  private static final class Shielded extends FilterInputStream {

    private Shielded(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public void close() {}
  }
}
