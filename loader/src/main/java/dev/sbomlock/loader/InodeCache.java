// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.posix.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kernel keeps of files in memory. Of a file that fs-verity was enabled on while a guard
 * stands, the guard believes a digest only once the file was read from the disk again (ADR 0057).
 */
public final class InodeCache {

  /** Documented in admin-guide/sysctl/vm: 2 frees dentries and inodes that nobody holds. */
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  /** Those that were used lately are spared at first. */
  private static final int TIMES = 3;

  private InodeCache() {}

  /**
   * Has the kernel forget the inodes that nobody holds, if a guard stands.
   *
   * @return what went wrong; L061
   */
  public static Optional<Diagnostic> settle() {
    if (!Pins.GUARD.exist()) {
      return Optional.empty();
    }
    // What is not on the disk yet stays in memory.
    FileSystem.syncAll();
    try {
      for (int time = 0; time < TIMES; time++) {
        Files.writeString(DROP_CACHES, "2");
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(LoaderProblems.notSettled(String.valueOf(e)));
    }
  }
}
