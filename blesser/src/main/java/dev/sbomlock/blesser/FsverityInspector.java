// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Verity;
import java.util.Optional;

/** Judges the digest that the kernel keeps of a file with fs-verity. */
record FsverityInspector() implements Inspector {

  @Override
  public BlessMethod method() {
    return BlessMethod.FSVERITY;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    Optional<Verity.Measured> held;
    try {
      held = Verity.measure(file);
    } catch (NativeException e) {
      if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOTTY) {
        return new Protection.Unsupported(file.fileSystem().name());
      }
      throw e;
    }
    if (held.isEmpty()) {
      return new Protection.None();
    }
    return KernelVerity.is(held.get(), expected.fsverity())
        ? new Protection.Blessed()
        : new Protection.Contradicting(KernelVerity.describe(held.get()));
  }
}
