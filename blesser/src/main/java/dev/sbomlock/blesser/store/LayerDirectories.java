// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.store;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileType;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Xattrs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The directories that overlayfs shows as one (Documentation/filesystems/overlayfs.rst): which of
 * them a file is from.
 */
final class LayerDirectories implements AutoCloseable {

  private static final List<String> OPAQUE =
      List.of("trusted.overlay.opaque", "user.overlay.opaque");

  private final List<Root> layers = new ArrayList<>();
  private final Map<String, List<Integer>> merged = new HashMap<>();

  private LayerDirectories() {}

  /**
   * Opens them.
   *
   * @param directories lowest first
   */
  static LayerDirectories open(List<Path> directories) throws NativeException {
    LayerDirectories opened = new LayerDirectories();
    try {
      for (Path directory : directories) {
        opened.layers.add(Root.open(directory));
      }
      List<Integer> all = new ArrayList<>();
      for (int layer = directories.size() - 1; layer >= 0; layer--) {
        all.add(layer);
      }
      opened.merged.put("", all);
      return opened;
    } catch (NativeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * The layer that says what is at a path, counted from the lowest; none when no layer does. It may
   * say that there is nothing: a whiteout is a character device.
   */
  OptionalInt layerOf(ArtifactPath path) throws NativeException {
    String text = path.text();
    int slash = text.lastIndexOf('/');
    for (int layer : directory(slash < 0 ? "" : text.substring(0, slash))) {
      if (typeOf(layer, path.bytes()).isPresent()) {
        return OptionalInt.of(layer);
      }
    }
    return OptionalInt.empty();
  }

  /** The layers whose directory of that path is seen, uppermost first. */
  private List<Integer> directory(String path) throws NativeException {
    List<Integer> known = merged.get(path);
    if (known == null) {
      int slash = path.lastIndexOf('/');
      known = merge(path, directory(slash < 0 ? "" : path.substring(0, slash)));
      merged.put(path, known);
    }
    return known;
  }

  private List<Integer> merge(String path, List<Integer> parents) throws NativeException {
    byte[] bytes = new ArtifactPath(path).bytes();
    List<Integer> seen = new ArrayList<>();
    for (int layer : parents) {
      Optional<FileType> type = typeOf(layer, bytes);
      if (type.isPresent() && type.get() != FileType.DIRECTORY) {
        return seen;
      }
      if (type.isPresent()) {
        seen.add(layer);
        if (isOpaque(layer, bytes)) {
          return seen;
        }
      }
    }
    return seen;
  }

  private Optional<FileType> typeOf(int layer, byte[] path) throws NativeException {
    try (FileDescriptor found = layers.get(layer).locateSymlink(path)) {
      return Optional.of(found.status().type());
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isOpaque(int layer, byte[] path) throws NativeException {
    try (FileDescriptor directory = layers.get(layer).open(path)) {
      for (String name : OPAQUE) {
        Optional<byte[]> value = Xattrs.get(directory, name);
        if (value.isPresent() && Arrays.equals(value.get(), new byte[] {'y'})) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public void close() {
    layers.forEach(Root::close);
  }
}
