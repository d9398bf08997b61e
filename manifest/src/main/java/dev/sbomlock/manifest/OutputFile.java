// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files whole or not at all. */
public final class OutputFile {

  private OutputFile() {}

  /** Writes the bytes of one file. */
  public interface Body {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes beside {@code target} and renames into place, so that a reader sees the old file or the
   * new one, never half of one. What is there and is no file, as a pipe or {@code /dev/null}, is
   * written to and never replaced.
   */
  public static void write(Path target, Body body) throws IOException {
    write(target, body, false);
  }

  /** The same; and when it returns, what was written outlives a crash of the machine. */
  public static void writeSynced(Path target, Body body) throws IOException {
    write(target, body, true);
  }

  private static void write(Path target, Body body, boolean sync) throws IOException {
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
        body.write(out);
      }
      return;
    }
    Path directory = target.toAbsolutePath().getParent();
    Path temporary =
        Files.createTempFile(
            directory,
            ".sbomlock-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        body.write(out);
      }
      if (sync) {
        sync(temporary);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      if (sync) {
        sync(temporary.resolveSibling("."));
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void sync(Path written) throws IOException {
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
