// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Bytes that are digested and counted on their way. */
final class DigestingStream extends FilterOutputStream {

  private static final int BUFFER = 1 << 16;

  private final MessageDigest sha256 = VerifiedBlob.messageDigest(DigestAlgorithm.SHA256);
  private long size;

  private DigestingStream(OutputStream out) {
    super(out);
  }

  /** A new file. */
  static DigestingStream create(Path file) throws IOException {
    return new DigestingStream(new BufferedOutputStream(WrittenBackFile.create(file), BUFFER));
  }

  /** On the way to another stream. */
  static DigestingStream before(OutputStream out) {
    return new DigestingStream(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    sha256.update(bytes, offset, length);
    size += length;
  }

  /** The digest of all bytes so far; asked for once. */
  Digest digest() {
    return Digest.of(DigestAlgorithm.SHA256, sha256.digest());
  }

  long size() {
    return size;
  }
}
