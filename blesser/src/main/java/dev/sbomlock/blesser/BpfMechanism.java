// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.util.Optional;

/** Blesses by writing security.bpf.sbomlock, which BPF programs can read from Linux 6.15 on. */
final class BpfMechanism implements Mechanism {

  private final SecurityXattr attribute = new SecurityXattr(BpfValue.XATTR);
  private final LeasedXattr leased = new LeasedXattr(BpfValue.XATTR);
  private final BpfValue.Kind kind;
  private final SignedDigests signatures;
  private final Inspector inspector;

  /**
   * Of that kind of digest.
   *
   * @param signatures over it, which threads share
   */
  BpfMechanism(BpfValue.Kind kind, SignedDigests signatures) {
    this.kind = kind;
    this.signatures = signatures;
    this.inspector = new BpfInspector(signatures.signer().verifier());
  }

  @Override
  public BlessMethod method() {
    return inspector.method();
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return inspector.protection(file, expected);
  }

  @Override
  public Optional<Obstacle> obstacle(
      FileDescriptor file, Measurement expected, Protection protection) throws NativeException {
    return attribute.obstacle(expected, protection);
  }

  @Override
  public Optional<Obstacle> bless(FileDescriptor file, Measurement expected, FileStatus appraised)
      throws NativeException, IOException {
    Digest digest = kind.of(expected);
    byte[] value = new BpfValue(kind, digest, signatures.of(digest)).encode();
    return leased.write(file, expected, appraised, value);
  }
}
