// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.VerityParameters;
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

  private static final Inspector INSPECTOR = new FsverityInspector();

  private final VerityParameters parameters;

  /** With trees of these parameters. */
  FsverityMechanism(VerityParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public BlessMethod method() {
    return INSPECTOR.method();
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return INSPECTOR.protection(file, expected);
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
    if (fileSystem.blockSize() < parameters.blockSize()) {
      return Optional.of(
          BlesserProblems.smallBlocks(expected.path(), fileSystem, parameters.blockSize()));
    }
    return Optional.empty();
  }

  @Override
  public Optional<Obstacle> bless(FileDescriptor file, Measurement expected, FileStatus appraised)
      throws NativeException {
    try {
      KernelVerity.enable(file, parameters);
    } catch (NativeException e) {
      // Somebody was faster: what counts is the digest, whoever had it computed.
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
    Optional<Verity.Measured> held = Verity.measure(file);
    if (held.isPresent() && KernelVerity.is(held.get(), expected.fsverity())) {
      return Optional.empty();
    }
    String actual = held.map(KernelVerity::describe).orElse("none");
    return Optional.of(Obstacle.file(BlesserProblems.otherVerity(expected, actual)));
  }
}
