// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;

/**
 * Judges security.bpf.sbomlock.
 *
 * @param verifier whose signatures are judged
 */
record BpfInspector(FileVerifier verifier) implements Inspector {

  private static final SecurityXattr ATTRIBUTE = new SecurityXattr(BpfValue.XATTR);

  @Override
  public BlessMethod method() {
    return BlessMethod.BPF_XATTR;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return ATTRIBUTE.protection(file, held -> BpfValue.judge(held, expected, verifier));
  }
}
