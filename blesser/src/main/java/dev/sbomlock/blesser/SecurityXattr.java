// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.Capability;
import dev.sbomlock.posix.CurrentProcess;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.util.Optional;

/**
 * An extended attribute that the kernel judges files by.
 *
 * @param name such as {@code security.ima}
 */
record SecurityXattr(String name) {

  /** Says what a value is that a file holds. */
  interface Judge {
    Protection judge(byte[] held) throws NativeException;
  }

  /** What the file holds of it, in the judge's eyes. */
  Protection protection(FileDescriptor file, Judge judge) throws NativeException {
    Optional<byte[]> held;
    try {
      held = Xattrs.get(file, name);
    } catch (NativeException e) {
      if (e.errno() == Errno.EOPNOTSUPP) {
        return new Protection.Unsupported(file.fileSystem().name());
      }
      throw e;
    }
    return held.isEmpty() ? new Protection.None() : judge.judge(held.get());
  }

  /** Why it cannot be written, as far as that can be told before. */
  Optional<Obstacle> obstacle(Measurement expected, Protection protection) throws NativeException {
    if (protection instanceof Protection.Unsupported unsupported) {
      return Optional.of(BlesserProblems.noSecurityXattrs(expected.path(), name, unsupported));
    }
    if (protection instanceof Protection.Foreign foreign) {
      return Optional.of(
          Obstacle.file(BlesserProblems.foreign(expected.path(), name, foreign.actual())));
    }
    if (!CurrentProcess.has(Capability.CAP_SYS_ADMIN)) {
      return Optional.of(
          BlesserProblems.noPrivilege(expected.path(), "writing " + name + " takes CAP_SYS_ADMIN"));
    }
    return Optional.empty();
  }
}
