// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.embedded.RandomBytes;
import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Keeps the bytes of a file while it passes, to ask it what it says of itself; of large files only
 * one at a time in all layers together.
 */
final class Spool implements AutoCloseable {

  /** Larger jars and programs are not looked into. */
  static final int MAX_SIZE = 128 << 20;

  private static final int LARGE = 4 << 20;

  private final Semaphore large;
  private byte[] reused = new byte[0];
  private byte[] bytes = reused;
  private int size;
  private boolean asked;
  private boolean tooLarge;
  private boolean holdsLarge;

  /** A spool for one layer; {@code large} has one permit and is shared by all. */
  Spool(Semaphore large) {
    this.large = large;
  }

  /** Starts with another file. */
  void begin(TarEntry entry, ArtifactPath path) {
    asked = SelfDescription.isLikely(path, entry.mode());
    tooLarge = asked && entry.size() > MAX_SIZE;
    size = 0;
    if (!asked || tooLarge || entry.size() <= bytes.length) {
      return;
    }
    if (entry.size() > LARGE) {
      large.acquireUninterruptibly();
      holdsLarge = true;
      bytes = new byte[(int) entry.size()];
    } else {
      reused = new byte[(int) entry.size()];
      bytes = reused;
    }
  }

  /** Takes the next bytes. */
  void add(byte[] buffer, int length) {
    if (asked && !tooLarge) {
      System.arraycopy(buffer, 0, bytes, size, length);
      size += length;
    }
  }

  /** What the file says of itself, all of it having passed. */
  SelfDescription describe(ArtifactPath path) throws IOException {
    if (tooLarge) {
      return new SelfDescription(
          List.of(), Text.format("it has more than %d bytes, and lies in an image", MAX_SIZE));
    }
    return asked ? SelfDescription.read(path, RandomBytes.of(bytes, size)) : SelfDescription.NONE;
  }

  /** Ends with the file, whether or not all of it has passed. */
  @Override
  public void close() {
    bytes = reused;
    if (holdsLarge) {
      holdsLarge = false;
      large.release();
    }
  }
}
