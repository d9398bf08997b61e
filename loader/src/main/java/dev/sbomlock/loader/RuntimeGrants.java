// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Verity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the manifests grant to the Java runtime that runs this, and so to every other Java program.
 *
 * @param runtime its executable
 * @param grants as in {@link BlessedRecord}
 */
record RuntimeGrants(Path runtime, int grants) {

  private static final Path SLASH = Path.of("/");

  /** Looks the running executable up as the guard would. */
  static RuntimeGrants find(
      Enroller enroller,
      Root top,
      Map<InodeKey, BlessedRecord> blessed,
      Map<DigestKey, AllowedRecord> verdicts)
      throws IOException, NativeException {
    Path runtime = Path.of("/proc/self/exe").toRealPath();
    try (FileDescriptor file = top.open(ArtifactPath.relativize(SLASH, runtime).bytes())) {
      Optional<AllowedRecord> byDigest = digestOf(file).map(verdicts::get);
      BlessedRecord byRecord = blessed.get(enroller.enrol(file).inode());
      int grants = byDigest.map(AllowedRecord::grants).orElse(0);
      if (byRecord != null && (byRecord.flags() & BlessedRecord.BY_RECORD) != 0) {
        grants |= byRecord.grants();
      }
      return new RuntimeGrants(runtime, grants);
    }
  }

  boolean include(int grant) {
    return (grants & grant) != 0;
  }

  /** The file's fs-verity digest, if it has one. */
  static Optional<DigestKey> digestOf(FileDescriptor file) throws NativeException {
    try {
      return Verity.measure(file).map(DigestKey::of);
    } catch (NativeException e) {
      if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOTTY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
