// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.manifest.ContentHasher;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.FileType;
import dev.sbomlock.posix.Lease;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Compares what the kernel holds of one open file with its measurement. */
final class BlessingCheck {

  private static final String SECURITY_IMA = "security.ima";
  // IMA_XATTR_DIGEST_NG and HASH_ALGO_SHA256 (security/integrity/integrity.h).
  private static final byte[] IMA_SHA256 = {4, 4};

  // EVM_IMA_XATTR_DIGSIG and struct signature_v2_hdr: versions 2 and 3, over content.
  private static final byte SIGNATURE = 3;
  private static final int SIGNATURE_LENGTH = 7;
  private static final int SIGNATURE_HEADER = 9;

  /** Where an inode number with its generation identifies a file for good. */
  private static final Set<Long> STABLE_INODES =
      Set.of(FileSystem.EXT4, FileSystem.XFS, FileSystem.F2FS, FileSystem.TMPFS);

  private final ContentHasher hasher = new ContentHasher();

  /** How a file is blessed, or why it cannot be guarded: exactly one of the two. */
  record Outcome(int flags, Optional<Diagnostic> problem) {

    private static Outcome blessed(int flags) {
      return new Outcome(flags, Optional.empty());
    }

    private static Outcome refused(Diagnostic problem) {
      return new Outcome(0, Optional.of(problem));
    }
  }

  /**
   * Looks for fs-verity first: then the kernel itself stands for the content. With security.ima
   * alone the content is yet to be measured, by {@link #measure}.
   */
  Outcome inspect(FileDescriptor file, Measurement expected) throws NativeException {
    String path = expected.path().text();
    if (file.status().type() != FileType.REGULAR) {
      return Outcome.refused(
          LoaderProblems.noFile(path, "it is a " + file.status().type().description()));
    }
    Optional<DigestKey> verity = RuntimeGrants.digestOf(file);
    if (verity.isPresent()) {
      return verity.get().equals(DigestKey.of(expected))
          ? Outcome.blessed(0)
          : Outcome.refused(
              LoaderProblems.differs(path, expected.fsverity(), verity.get().toString()));
    }
    Optional<byte[]> ima = Xattrs.get(file, SECURITY_IMA);
    if (ima.isEmpty()) {
      return Outcome.refused(LoaderProblems.notBlessed(path));
    }
    Digest wanted = expected.require(DigestAlgorithm.SHA256);
    if (!isSignature(ima.get()) && !Arrays.equals(ima.get(), imaHash(wanted))) {
      return Outcome.refused(
          LoaderProblems.differs(
              path, wanted, SECURITY_IMA + " 0x" + HexFormat.of().formatHex(ima.get())));
    }
    FileSystem fileSystem = file.fileSystem();
    if (!STABLE_INODES.contains(fileSystem.magic())) {
      return Outcome.refused(LoaderProblems.noStableInodes(path, fileSystem.name()));
    }
    return Outcome.blessed(BlessedRecord.BY_RECORD);
  }

  /**
   * Measures content that the guard already protects: a read lease proves that nobody opened the
   * file for writing before, so that what is measured now is what stays.
   */
  Optional<Diagnostic> measure(FileDescriptor file, Measurement expected)
      throws NativeException, IOException {
    String path = expected.path().text();
    try (Lease lease = Lease.read(file)) {
      Digest wanted = expected.require(DigestAlgorithm.SHA256);
      Digest actual = hasher.hash(file.content()).sha256();
      if (!actual.equals(wanted)) {
        return Optional.of(LoaderProblems.differs(path, wanted, actual.toString()));
      }
      return lease.isHeld() ? Optional.empty() : Optional.of(LoaderProblems.openForWriting(path));
    } catch (NativeException e) {
      if (e.errno() == Errno.EAGAIN) {
        return Optional.of(LoaderProblems.openForWriting(path));
      }
      throw e;
    }
  }

  // Whose signature it is, and over what, is IMA's to judge: here a digest says no more than that
  // somebody blessed the file, for anybody who could replace the file could write it, too.
  private static boolean isSignature(byte[] ima) {
    return ima.length > SIGNATURE_HEADER
        && ima[0] == SIGNATURE
        && (ima[1] == 2 || ima[1] == 3)
        && ByteBuffer.wrap(ima).getShort(SIGNATURE_LENGTH) == ima.length - SIGNATURE_HEADER;
  }

  private static byte[] imaHash(Digest sha256) {
    byte[] digest = sha256.bytes();
    byte[] value = Arrays.copyOf(IMA_SHA256, IMA_SHA256.length + digest.length);
    System.arraycopy(digest, 0, value, IMA_SHA256.length, digest.length);
    return value;
  }
}
