// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads documents into memory, and refuses what is too large to be one. */
public final class SmallFile {

  private static final int MAX_SIZE = 64 << 20;

  private SmallFile() {}

  /**
   * All of a file.
   *
   * @throws IOException when it cannot be read, or has more than 64 MiB
   */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_SIZE + 1);
      if (content.length > MAX_SIZE) {
        throw new IOException(Text.format("it has more than %d bytes", MAX_SIZE));
      }
      return content;
    }
  }
}
