// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.ContentDigester.Measured;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.Lease;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.io.IOException;
import java.util.Optional;

/**
 * Blesses by writing security.ima in one of its forms. Nothing in the file system keeps the content
 * as it is afterwards, so it is measured while a lease proves that nobody can write it.
 */
final class ImaMechanism implements Mechanism {

  static final String XATTR = "security.ima";

  private final SecurityXattr attribute = new SecurityXattr(XATTR);
  private final BlessMethod method;
  private final ImaForm form;
  private final Mechanism verity = new FsverityMechanism();
  private final ContentDigester digester = new ContentDigester();

  ImaMechanism(BlessMethod method, ImaForm form) {
    this.method = method;
    this.form = form;
  }

  @Override
  public BlessMethod method() {
    return method;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return attribute.protection(file, held -> form.judge(held, expected));
  }

  @Override
  public Optional<Obstacle> obstacle(
      FileDescriptor file, Measurement expected, Protection protection) throws NativeException {
    return attribute.obstacle(expected, protection);
  }

  @Override
  public Optional<Obstacle> bless(FileDescriptor file, Measurement expected, FileStatus appraised)
      throws NativeException, IOException {
    byte[] value = form.value(expected);
    // Content under fs-verity was appraised and cannot change any more: no second look, no lease.
    if (verity.protection(file, expected) instanceof Protection.Blessed) {
      Xattrs.set(file, XATTR, value);
      return Optional.empty();
    }
    try (Lease lease = Lease.read(file)) {
      Measured actual = digester.measure(file.content());
      if (Appraisal.mismatch(expected, actual, appraised.permissions()).isPresent()) {
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      Xattrs.set(file, XATTR, value);
      if (!lease.isHeld()) {
        // A writer waits for the lease, or has broken it: what was measured is about to go.
        Xattrs.remove(file, XATTR);
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      return Optional.empty();
    }
  }
}
