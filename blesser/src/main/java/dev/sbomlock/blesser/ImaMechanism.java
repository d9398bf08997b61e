// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.ContentDigester.Measured;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.Capability;
import dev.sbomlock.posix.CurrentProcess;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.Lease;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Blesses by writing security.ima in its hash form (security/integrity/integrity.h, struct
 * evm_ima_xattr_data). Nothing in the file system keeps the content as it is afterwards, so it is
 * measured while a lease proves that nobody can write it.
 */
final class ImaMechanism implements Mechanism {

  static final String XATTR = "security.ima";

  // IMA_XATTR_DIGEST_NG, then HASH_ALGO_SHA256, then the digest.
  private static final byte DIGEST_NG = 4;
  private static final byte SHA256 = 4;
  private static final int HEADER = 2;

  private final Mechanism verity = new FsverityMechanism();
  private final ContentDigester digester = new ContentDigester();

  @Override
  public BlessMethod method() {
    return BlessMethod.IMA;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    Optional<byte[]> held;
    try {
      held = Xattrs.get(file, XATTR);
    } catch (NativeException e) {
      if (e.errno() == Errno.EOPNOTSUPP) {
        return new Protection.Unsupported(file.fileSystem().name());
      }
      throw e;
    }
    if (held.isEmpty()) {
      return new Protection.None();
    }
    byte[] value = held.get();
    if (Arrays.equals(value, value(expected.require(DigestAlgorithm.SHA256)))) {
      return new Protection.Blessed();
    }
    String actual = "0x" + HexFormat.of().formatHex(value);
    return value.length > 0 && value[0] == DIGEST_NG
        ? new Protection.Contradicting(actual)
        : new Protection.Foreign(actual);
  }

  @Override
  public Optional<Obstacle> obstacle(
      FileDescriptor file, Measurement expected, Protection protection) throws NativeException {
    if (protection instanceof Protection.Unsupported unsupported) {
      return Optional.of(BlesserProblems.noSecurityXattrs(expected.path(), unsupported));
    }
    if (protection instanceof Protection.Foreign foreign) {
      return Optional.of(
          Obstacle.file(BlesserProblems.foreignIma(expected.path(), foreign.actual())));
    }
    if (!CurrentProcess.has(Capability.CAP_SYS_ADMIN)) {
      return Optional.of(
          BlesserProblems.noPrivilege(expected.path(), "writing security.ima takes CAP_SYS_ADMIN"));
    }
    return Optional.empty();
  }

  @Override
  public Optional<Obstacle> bless(FileDescriptor file, Measurement expected)
      throws NativeException, IOException {
    // Content under fs-verity was appraised and cannot change any more: no second look, no lease.
    if (verity.protection(file, expected) instanceof Protection.Blessed) {
      Xattrs.set(file, XATTR, value(expected.require(DigestAlgorithm.SHA256)));
      return Optional.empty();
    }
    try (Lease lease = Lease.read(file)) {
      Measured actual = digester.measure(file.content());
      if (!Appraiser.isExpected(actual, expected)) {
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      Xattrs.set(file, XATTR, value(actual.sha256()));
      if (!lease.isHeld()) {
        // A writer waits for the lease, or has broken it: what was measured is about to go.
        Xattrs.remove(file, XATTR);
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      return Optional.empty();
    }
  }

  private static byte[] value(Digest sha256) {
    byte[] digest = sha256.bytes();
    byte[] value = new byte[HEADER + digest.length];
    value[0] = DIGEST_NG;
    value[1] = SHA256;
    System.arraycopy(digest, 0, value, HEADER, digest.length);
    return value;
  }
}
