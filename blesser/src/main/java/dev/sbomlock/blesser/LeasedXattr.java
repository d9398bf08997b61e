// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ContentHasher;
import dev.sbomlock.manifest.ContentHasher.Hashed;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.Lease;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.io.IOException;
import java.util.Optional;

/**
 * An attribute that speaks of content. Nothing in the file system keeps the content as it is
 * afterwards, so it is measured while a lease proves that nobody can write it. For one thread.
 */
final class LeasedXattr {

  private final String name;
  private final Inspector verity = new FsverityInspector();
  private final ContentHasher hasher = new ContentHasher();

  LeasedXattr(String name) {
    this.name = name;
  }

  /**
   * Writes it. Answers the problem when the file turned out not to match.
   *
   * @param appraised what the file was when it was appraised
   */
  Optional<Obstacle> write(
      FileDescriptor file, Measurement expected, FileStatus appraised, byte[] value)
      throws NativeException, IOException {
    // Content under fs-verity was appraised and cannot change any more: no second look, no lease.
    if (verity.protection(file, expected) instanceof Protection.Blessed) {
      Xattrs.set(file, name, value);
      return Optional.empty();
    }
    try (Lease lease = Lease.read(file)) {
      Hashed actual = hasher.hash(file.content());
      if (Appraisal.mismatch(expected, actual, appraised.permissions()).isPresent()) {
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      Xattrs.set(file, name, value);
      if (!lease.isHeld()) {
        // A writer waits for the lease, or has broken it: what was measured is about to go.
        Xattrs.remove(file, name);
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      return Optional.empty();
    }
  }
}
