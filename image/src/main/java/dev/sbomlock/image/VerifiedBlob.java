// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.RejectedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A blob that is digested while it is read, and compared at its end with what is stated of it. */
final class VerifiedBlob extends FilterInputStream {

  private final Blob blob;
  private final @Nullable Digest expected;
  private final @Nullable MessageDigest digest;

  private VerifiedBlob(Blob blob, @Nullable Digest expected) throws IOException {
    super(blob.open());
    this.blob = blob;
    this.expected = expected;
    this.digest = expected == null ? null : messageDigest(expected.algorithm());
  }

  /**
   * Opens a blob.
   *
   * @param expected the digest stated of it; null where none is
   * @throws RejectedException C205 when the blob has not the stated size
   */
  static VerifiedBlob open(Blob blob, long size, @Nullable Digest expected)
      throws IOException, RejectedException {
    if (blob.size() != size) {
      throw new RejectedException(ImageProblems.blobSize(blob.name(), size, blob.size()));
    }
    return new VerifiedBlob(blob, expected);
  }

  /**
   * The whole content of a small blob.
   *
   * @param limit in bytes
   * @throws RejectedException when it is not what was stated, is too large, or cannot be read
   */
  static byte[] readWhole(Blob blob, long size, @Nullable Digest expected, int limit)
      throws RejectedException {
    if (blob.size() > limit) {
      throw new RejectedException(ImageProblems.largeDocument(blob.name(), blob.size(), limit));
    }
    try (VerifiedBlob in = open(blob, size, expected)) {
      byte[] bytes = in.readAllBytes();
      in.verify();
      return bytes;
    } catch (IOException e) {
      throw new RejectedException(
          ImageProblems.unreadableImage(blob.name(), "reading failed: " + e));
    }
  }

  /**
   * Reads what is left and compares the digest.
   *
   * @throws RejectedException C206 when it is another
   */
  void verify() throws IOException, RejectedException {
    byte[] rest = new byte[1 << 16];
    while (read(rest, 0, rest.length) >= 0) {
      // Only digested.
    }
    if (digest == null || expected == null) {
      return;
    }
    Digest actual = Digest.of(expected.algorithm(), digest.digest());
    if (!actual.equals(expected)) {
      Diagnostic problem = ImageProblems.blobDigest(blob.name(), expected, actual);
      throw new RejectedException(problem);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0 && digest != null) {
      digest.update(target, offset, read);
    }
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("what is skipped would not be digested");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** The digest that an image may state of a blob. */
  static MessageDigest messageDigest(DigestAlgorithm algorithm) {
    return Hashing.of(algorithm == DigestAlgorithm.SHA512 ? "SHA-512" : "SHA-256");
  }
}
