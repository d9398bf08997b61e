// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.manifest.Diagnostic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Layers put one on another (OCI image layer specification, "Applying Changesets"). A runtime may
 * unpack a layer into the root so far, or alone to be mounted over it: what differs between the two
 * is refused.
 */
final class LayerStack<T> {

  private static final int MAX_PROBLEMS = 100;

  private final NavigableMap<String, LayerEntry<T>> nodes = new TreeMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  /** What is there in the end, by path. */
  Collection<LayerEntry<T>> entries() {
    return nodes.values();
  }

  /** What is wrong with the layers. */
  List<Diagnostic> problems() {
    return problems;
  }

  /** Puts a layer on top. */
  void apply(String layer, List<LayerEntry<T>> entries) {
    List<Whiteout> whiteouts = new ArrayList<>();
    Set<String> own = new HashSet<>();
    for (LayerEntry<T> entry : entries) {
      String path = entry.path().text();
      if (Whiteout.isBelowOne(path)) {
        refuse(layer, path, "lies below a whiteout");
      } else if (!Whiteout.isOne(path)) {
        own.add(path);
      } else {
        Optional<Whiteout> whiteout = Whiteout.of(path);
        if (whiteout.isEmpty() || entry.type() != TarEntry.Type.FILE) {
          refuse(layer, path, "is a whiteout of no known form");
        } else {
          whiteouts.add(whiteout.get());
        }
      }
    }
    whiteouts.forEach(whiteout -> remove(layer, whiteout, own));
    NavigableMap<String, LayerEntry<T>> added = new TreeMap<>();
    for (LayerEntry<T> entry : entries) {
      String path = entry.path().text();
      if (own.contains(path) && !Whiteout.isBelowOne(path)) {
        add(layer, entry, added);
      }
    }
    // No whiteout may reach through a link that its own layer makes.
    whiteouts.forEach(whiteout -> requireDirectories(layer, whiteout.entry()));
  }

  private void remove(String layer, Whiteout whiteout, Set<String> own) {
    if (!requireDirectories(layer, whiteout.entry())) {
      return;
    }
    if (whiteout.opaque()) {
      below(whiteout.path()).clear();
      return;
    }
    if (own.contains(whiteout.path())) {
      refuse(layer, whiteout.entry(), "removes what the same layer adds");
      return;
    }
    nodes.remove(whiteout.path());
    below(whiteout.path()).clear();
  }

  private void add(String layer, LayerEntry<T> entry, NavigableMap<String, LayerEntry<T>> added) {
    String path = entry.path().text();
    if (!requireDirectories(layer, path)) {
      return;
    }
    LayerEntry<T> placed = entry;
    if (entry.type() == TarEntry.Type.HARD_LINK) {
      LayerEntry<T> target = added.get(entry.link());
      if (target == null
          || target.type() == TarEntry.Type.DIRECTORY
          || !nodes.containsKey(entry.link())) {
        refuse(layer, path, "is a hard link to '" + entry.link() + "', no file of its layer");
        return;
      }
      placed = target.at(entry.path());
    }
    if (placed.type() != TarEntry.Type.DIRECTORY) {
      below(path).clear();
      below(path, added).clear();
    }
    nodes.put(path, placed);
    added.put(path, placed);
  }

  /** Whether all that is above a path is a directory, or will be made one. */
  private boolean requireDirectories(String layer, String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      @Nullable LayerEntry<T> above = nodes.get(path.substring(0, slash));
      if (above != null && above.type() != TarEntry.Type.DIRECTORY) {
        refuse(
            layer,
            path,
            "lies below '"
                + above.path()
                + "', "
                + (above.type() == TarEntry.Type.SYMLINK ? "a symbolic link" : "no directory"));
        return false;
      }
    }
    return true;
  }

  private NavigableMap<String, LayerEntry<T>> below(String directory) {
    return below(directory, nodes);
  }

  private static <T> NavigableMap<String, LayerEntry<T>> below(
      String directory, NavigableMap<String, LayerEntry<T>> map) {
    // '0' is the character after '/'.
    return directory.isEmpty() ? map : map.subMap(directory + "/", true, directory + "0", false);
  }

  private void refuse(String layer, String path, String why) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(ImageProblems.ambiguous(layer, path, why));
    }
  }
}
