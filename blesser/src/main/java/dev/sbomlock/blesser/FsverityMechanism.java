// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Verity;
import java.util.Optional;

/**
 * Blesses by enabling fs-verity. The kernel is the judge: the digest that it computed while it made
 * the content read-only must be the manifest's.
 */
final class FsverityMechanism implements Mechanism {

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
    return isExpected(held.get(), expected)
        ? new Protection.Blessed()
        : new Protection.Contradicting(describe(held.get()));
  }

  @Override
  public Optional<Obstacle> obstacle(
      FileDescriptor file, Measurement expected, Protection protection) throws NativeException {
    if (protection instanceof Protection.Unsupported unsupported) {
      return Optional.of(BlesserProblems.noVerity(expected.path(), unsupported.fileSystem()));
    }
    if (protection instanceof Protection.Contradicting contradicting) {
      return Optional.of(
          Obstacle.file(BlesserProblems.otherVerity(expected, contradicting.actual())));
    }
    FileSystem fileSystem = file.fileSystem();
    if (fileSystem.blockSize() < Verity.BLOCK_SIZE) {
      return Optional.of(BlesserProblems.smallBlocks(expected.path(), fileSystem));
    }
    return Optional.empty();
  }

  @Override
  public Optional<Obstacle> bless(FileDescriptor file, Measurement expected, FileStatus appraised)
      throws NativeException {
    try {
      Verity.enable(file);
    } catch (NativeException e) {
      // Somebody was faster: what counts is the digest, whoever had it computed.
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
    Optional<Verity.Measured> held = Verity.measure(file);
    if (held.isPresent() && isExpected(held.get(), expected)) {
      return Optional.empty();
    }
    String actual = held.map(FsverityMechanism::describe).orElse("none");
    return Optional.of(Obstacle.file(BlesserProblems.otherVerity(expected, actual)));
  }

  private static boolean isExpected(Verity.Measured held, Measurement expected) {
    return held.algorithm() == Verity.SHA256
        && held.hex().equals(expected.require(DigestAlgorithm.FSVERITY_SHA256).hex());
  }

  private static String describe(Verity.Measured held) {
    String algorithm =
        held.algorithm() == Verity.SHA256
            ? DigestAlgorithm.FSVERITY_SHA256.key()
            : "fs-verity algorithm " + held.algorithm();
    return algorithm + ":" + held.hex();
  }
}
