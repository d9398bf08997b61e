// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;

/**
 * Tells content from any other: its size and SHA-256. What is to be compared needs no more; what a
 * manifest says of content, {@link ContentDigester} measures.
 *
 * <p>Keeps its buffer between calls; use one a thread.
 */
public final class ContentHasher {

  private final byte[] buffer = new byte[256 * 1024];
  private final MessageDigest sha256 = Hashing.sha256();

  /** Reads the channel to its end. */
  public Hashed hash(ReadableByteChannel content) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(buffer);
    long size = 0;
    sha256.reset();
    while (content.read(target.clear()) >= 0) {
      sha256.update(buffer, 0, target.position());
      size += target.position();
    }
    return new Hashed(size, Digest.of(DigestAlgorithm.SHA256, sha256.digest()));
  }

  /**
   * What tells content.
   *
   * @param size in bytes
   * @param sha256 of the bytes
   */
  public record Hashed(long size, Digest sha256) {}
}
