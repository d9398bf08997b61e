// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.ManifestReader;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies of the loaded manifests, so that events can be given names. Never consulted for a
 * decision: whoever changes them changes words in a log.
 */
final class StateDirectory {

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
    clear();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (int i = 0; i < manifests.size(); i++) {
      Path file = directory.resolve(Text.format("%04d.manifest.json", i));
      ManifestWriter.write(manifests.get(i), file);
    }
  }

  /** The manifests in their order; fewer when some are lost or damaged. */
  List<MeasurementManifest> read() {
    List<MeasurementManifest> manifests = new ArrayList<>();
    try {
      for (Path file : files()) {
        manifests.add(ManifestReader.read(file));
      }
    } catch (IOException | RejectedException incomplete) {
      // Indices count over all of them in order: those after a gap would name wrong files.
      return manifests;
    }
    return manifests;
  }

  /** Removes what is there. */
  void clear() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".manifest.json"))
          .sorted()
          .toList();
    }
  }
}
