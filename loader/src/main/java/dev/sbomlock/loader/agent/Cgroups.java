// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Paths of cgroups (v2) by their ids, which are their directories' inode numbers. What was found
 * once is remembered, also when the cgroup is gone by the time of the next event.
 */
final class Cgroups {

  private static final int REMEMBERED = 4096;
  private static final int MAX_VISITED = 65536;

  private final Path root;
  private final Map<Long, Optional<String>> paths =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Optional<String>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A hierarchy.
   *
   * @param root where it is mounted, commonly {@code /sys/fs/cgroup}
   */
  Cgroups(Path root) {
    this.root = root;
  }

  /** The path of a cgroup below the root of the hierarchy, as raw bytes in ISO-8859-1. */
  Optional<String> path(long id) {
    Optional<String> known = paths.get(id);
    if (known == null) {
      // Also when it is not found: an attacker must not have the tree walked for each event.
      known = search(id);
      paths.put(id, known);
    }
    return known;
  }

  private Optional<String> search(long id) {
    try (Stream<Path> directories = Files.walk(root)) {
      return directories
          .limit(MAX_VISITED)
          .filter(path -> Files.isDirectory(path) && inode(path) == id)
          .findFirst()
          .map(this::name);
    } catch (IOException | UncheckedIOException e) {
      // A cgroup that ends while they are walked: the process itself may still tell.
      return Optional.empty();
    }
  }

  private String name(Path directory) {
    byte[] below = root.relativize(directory).toString().getBytes(StandardCharsets.UTF_8);
    return "/" + new String(below, StandardCharsets.ISO_8859_1);
  }

  private static long inode(Path path) {
    try {
      return (Long) Files.getAttribute(path, "unix:ino");
    } catch (IOException e) {
      return -1;
    }
  }
}
