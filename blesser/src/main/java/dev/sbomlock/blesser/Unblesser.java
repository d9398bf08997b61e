// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.FileType;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Xattrs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes back what blessing can take back: the attributes. Whatever the content is by now, a file
 * without them is blessed no more; fs-verity stays as long as the file does.
 */
public final class Unblesser {

  private static final byte PORTABLE = KernelSignature.EVM_PORTABLE;

  private final Optional<Integer> keyId;

  private final List<Diagnostic> refusals = new ArrayList<>();
  private int removed;
  private int nothing;
  private int verity;

  private Unblesser(Optional<Integer> keyId) {
    this.keyId = keyId;
  }

  /**
   * Removes security.ima, security.bpf.sbomlock and portable signatures in security.evm from each
   * accounted file.
   *
   * @param keyId whose signatures to remove; other signatures are refused, and digests always
   *     removed
   * @throws RejectedException B001 when the root cannot be opened, B002 when the manifest has no
   *     accounted file
   */
  public static UnblessReport unbless(
      MeasurementManifest manifest, Path root, Optional<Integer> keyId) throws RejectedException {
    List<Measurement> files = Appraiser.accounted(manifest);
    Unblesser unblesser = new Unblesser(keyId);
    try (Root opened = Appraiser.open(root)) {
      for (Measurement file : files) {
        unblesser.unbless(opened, file);
      }
    }
    return new UnblessReport(
        unblesser.removed, unblesser.nothing, unblesser.verity, unblesser.refusals);
  }

  private void unbless(Root root, Measurement expected) {
    byte[] path = expected.path().bytes();
    try {
      try (FileDescriptor located = root.locate(path)) {
        if (located.status().type() != FileType.REGULAR) {
          nothing++;
          return;
        }
      }
      try (FileDescriptor file = root.open(path)) {
        unbless(file, expected);
      }
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        nothing++;
      } else {
        refusals.add(BlesserProblems.notRemoved(expected.path(), e));
      }
    }
  }

  private void unbless(FileDescriptor file, Measurement expected) throws NativeException {
    FileStatus status = file.status();
    if (status.type() == FileType.REGULAR && status.hasVerity()) {
      verity++;
    }
    // The kernel lets nobody change what a signature in security.evm covers, so that one goes
    // first.
    Optional<byte[]> evm =
        get(file, EvmMechanism.XATTR).filter(held -> held.length > 0 && held[0] == PORTABLE);
    Optional<byte[]> ima = get(file, ImaMechanism.XATTR);
    Optional<byte[]> bpf = get(file, BpfValue.XATTR);
    if (refused(expected, EvmMechanism.XATTR, evm)
        || refused(expected, ImaMechanism.XATTR, ima)
        || refused(expected, BpfValue.XATTR, bpf)) {
      return;
    }
    if (evm.isPresent()) {
      Xattrs.remove(file, EvmMechanism.XATTR);
    }
    if (ima.isPresent()) {
      Xattrs.remove(file, ImaMechanism.XATTR);
    }
    if (bpf.isPresent()) {
      Xattrs.remove(file, BpfValue.XATTR);
    }
    if (evm.isPresent() || ima.isPresent() || bpf.isPresent()) {
      removed++;
    } else {
      nothing++;
    }
  }

  private boolean refused(Measurement expected, String attribute, Optional<byte[]> held) {
    if (held.isEmpty() || isRemovable(attribute, held.get())) {
      return false;
    }
    refusals.add(
        BlesserProblems.signatureStays(
            expected.path(), attribute, "0x" + HexFormat.of().formatHex(held.get())));
    return true;
  }

  private boolean isRemovable(String attribute, byte[] held) {
    if (attribute.equals(BpfValue.XATTR)) {
      return isOurs(BpfValue.parse(held).map(BpfValue::signature));
    }
    return (held.length > 0 && (held[0] == ImaForm.DIGEST || held[0] == ImaForm.DIGEST_NG))
        || isOurs(KernelSignature.parse(held));
  }

  private boolean isOurs(Optional<KernelSignature> held) {
    return keyId.isPresent() && held.map(KernelSignature::keyId).equals(keyId);
  }

  private static Optional<byte[]> get(FileDescriptor file, String attribute)
      throws NativeException {
    try {
      return Xattrs.get(file, attribute);
    } catch (NativeException e) {
      if (e.errno() == Errno.EOPNOTSUPP) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
