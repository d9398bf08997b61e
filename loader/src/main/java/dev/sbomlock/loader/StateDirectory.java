// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the loaded manifests say, so that events can be given names. Never consulted for a decision:
 * whoever changes it changes words in a log.
 */
final class StateDirectory {

  private static final String INDEX = "policy.index";

  private final Path directory;

  /** The state in that directory, {@code /run/sbomlock} but in tests. */
  StateDirectory(Path directory) {
    this.directory = directory;
  }

  /** Where it is on a running system. */
  static StateDirectory system() {
    return new StateDirectory(Path.of("/run/sbomlock"));
  }

  Path directory() {
    return directory;
  }

  /** Replaces what is there by the given manifests, in their order. */
  void write(List<MeasurementManifest> manifests) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    OutputFile.write(directory.resolve(INDEX), out -> PolicyIndexWriter.write(manifests, out));
  }

  /** What was written; empty when it is lost or damaged. */
  Optional<PolicyIndex> open() {
    try {
      return Optional.of(PolicyIndex.open(directory.resolve(INDEX)));
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  /** The versions of the loaded manifests, by subject; empty when they are lost. */
  Map<String, Long> versions() {
    try (PolicyIndex index = PolicyIndex.open(directory.resolve(INDEX))) {
      return index.versions();
    } catch (IOException lost) {
      return Map.of();
    }
  }

  /** Removes what is there. */
  void clear() throws IOException {
    Files.deleteIfExists(directory.resolve(INDEX));
  }
}
