// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.util.Optional;

/** Blesses by writing security.ima in one of its forms. */
final class ImaMechanism implements Mechanism {

  static final String XATTR = "security.ima";

  private final SecurityXattr attribute = new SecurityXattr(XATTR);
  private final BlessMethod method;
  private final ImaForm form;
  private final LeasedXattr leased = new LeasedXattr(XATTR);

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
    return leased.write(file, expected, appraised, form.value(expected));
  }
}
