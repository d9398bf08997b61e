// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Symlink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows the symbolic links that a manifest holds, as the kernel would below its root. */
final class LinkResolver {

  /** As many as the kernel follows (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private final Map<String, String> targets = new HashMap<>();

  LinkResolver(MeasurementManifest manifest) {
    for (Symlink link : manifest.symlinks()) {
      targets.put(link.path().text(), link.target());
    }
  }

  /** Where the path leads; empty when it leads nowhere. */
  Optional<ArtifactPath> resolve(ArtifactPath path) {
    Deque<String> ahead = new ArrayDeque<>(names(path.text()));
    List<String> behind = new ArrayList<>();
    int followed = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.removeFirst();
      if (name.equals("..")) {
        if (!behind.isEmpty()) {
          behind.remove(behind.size() - 1);
        }
        continue;
      }
      behind.add(name);
      String target = targets.get(String.join("/", behind));
      if (target == null) {
        continue;
      }
      if (++followed > MAX_LINKS) {
        return Optional.empty();
      }
      behind.remove(behind.size() - 1);
      if (target.startsWith("/")) {
        behind.clear();
      }
      List<String> names = names(target);
      for (int i = names.size() - 1; i >= 0; i--) {
        ahead.addFirst(names.get(i));
      }
    }
    try {
      return Optional.of(new ArtifactPath(String.join("/", behind)));
    } catch (IllegalArgumentException leadsToTheRootOrIsTooLong) {
      return Optional.empty();
    }
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/")).filter(n -> !n.isEmpty() && !n.equals(".")).toList();
  }
}
