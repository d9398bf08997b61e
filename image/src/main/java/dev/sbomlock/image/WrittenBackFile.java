// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A new file that goes to the disk while it is written: syncing it at its end takes less long. */
final class WrittenBackFile extends OutputStream {

  private static final long STRIDE = 16 << 20;

  private final FileChannel channel;
  private final OutputStream out;
  private long waiting;
  private @Nullable Thread writeback;
  private volatile @Nullable IOException failure;

  private WrittenBackFile(FileChannel channel) {
    this.channel = channel;
    this.out = Channels.newOutputStream(channel);
  }

  static WrittenBackFile create(Path file) throws IOException {
    return new WrittenBackFile(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    waiting += length;
    if (waiting >= STRIDE && (writeback == null || !writeback.isAlive())) {
      waiting = 0;
      writeback = new Thread(this::writeBack, "writeback");
      writeback.setDaemon(true);
      writeback.start();
    }
  }

  /** Closes it, and tells what went wrong on the way to the disk: nobody is told that twice. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (writeback != null) {
        writeback.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a layer was written", e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void writeBack() {
    try {
      channel.force(false);
    } catch (IOException e) {
      failure = e;
    }
  }
}
