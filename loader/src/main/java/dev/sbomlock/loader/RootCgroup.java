// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.Text;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cgroup (v2) that every task of the node is in or below. */
final class RootCgroup {

  /** Where systemd mounts it, alone or beside the controllers of version 1. */
  private static final List<Path> PLACES =
      List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"));

  // kernfs numbers a hierarchy's root so; a cgroup namespace shows another one as its root.
  private static final long ROOT_INODE = 1;

  private RootCgroup() {}

  /**
   * Its directory.
   *
   * @throws IOException when it is not mounted at any usual place, or not as the root
   */
  static Root open() throws IOException, NativeException {
    List<String> found = new ArrayList<>();
    for (Path place : PLACES) {
      Root directory;
      try {
        directory = Root.open(place);
      } catch (NativeException e) {
        found.add(place + ": " + e.reason());
        continue;
      }
      FileSystem fileSystem = directory.directory().fileSystem();
      if (fileSystem.magic() == FileSystem.CGROUP2
          && directory.directory().status().inode() == ROOT_INODE) {
        return directory;
      }
      found.add(
          fileSystem.magic() == FileSystem.CGROUP2
              ? Text.format("%s: a cgroup further down", place)
              : Text.format("%s: %s", place, fileSystem.name()));
      directory.close();
    }
    throw new IOException(String.join(", ", found));
  }
}
