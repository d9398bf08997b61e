// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Packs a directory's files into an archive, by name, the same bytes for the same files. */
final class TarPacker {

  private static final int BUFFER = 1 << 17;

  private TarPacker() {}

  /** Packs, and gives the archive. */
  static Path pack(Path directory, Path archive) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(directory)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            BUFFER)) {
      TarWriter tar = new TarWriter(out);
      for (Path file : files) {
        try (InputStream content = Files.newInputStream(file)) {
          tar.file(directory.relativize(file).toString(), Files.size(file), content);
        }
      }
      tar.end();
    }
    return archive;
  }
}
