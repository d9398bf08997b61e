// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Symlink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The symbolic links of a manifest, and where they lead inside its root. */
final class Symlinks {

  /** The kernel follows no more (MAXSYMLINKS). */
  private static final int MAX_FOLLOWED = 40;

  private final Map<String, Symlink> byPath = new HashMap<>();

  Symlinks(List<Symlink> symlinks) {
    symlinks.forEach(symlink -> byPath.put(symlink.path().text(), symlink));
  }

  /**
   * Where the link ends, as a path below the root that holds no further link of this manifest;
   * empty when it is the root itself or a loop. Like in a chroot, nothing leads out of the root.
   */
  Optional<ArtifactPath> destination(Symlink symlink) {
    Deque<String> pending = new ArrayDeque<>(names(symlink.path().text()));
    List<String> resolved = new ArrayList<>();
    int followed = 0;
    while (!pending.isEmpty()) {
      String name = pending.pop();
      if (name.equals("..")) {
        if (!resolved.isEmpty()) {
          resolved.remove(resolved.size() - 1);
        }
        continue;
      }
      resolved.add(name);
      Symlink next = byPath.get(String.join("/", resolved));
      if (next == null) {
        continue;
      }
      if (++followed > MAX_FOLLOWED) {
        return Optional.empty();
      }
      resolved.remove(resolved.size() - 1);
      if (next.target().startsWith("/")) {
        resolved.clear();
      }
      List<String> target = names(next.target());
      for (int i = target.size() - 1; i >= 0; i--) {
        pending.push(target.get(i));
      }
    }
    return path(resolved);
  }

  private static Optional<ArtifactPath> path(List<String> names) {
    try {
      return Optional.of(new ArtifactPath(String.join("/", names)));
    } catch (IllegalArgumentException leadsNowhere) {
      return Optional.empty();
    }
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
  }
}
