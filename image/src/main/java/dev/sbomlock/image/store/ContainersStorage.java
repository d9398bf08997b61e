// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import dev.sbomlock.image.SmallFile;
import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.image.json.MalformedJsonException;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The root of containers/storage, which podman, CRI-O and buildah share, with its overlay driver.
 *
 * @param root such as {@code /var/lib/containers/storage}
 */
public record ContainersStorage(Path root) {

  private static final String IMAGES = "overlay-images/images.json";
  private static final String LAYERS = "overlay-layers/layers.json";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_LAYERS = 1000;
  private static final int NAMES_TOLD = 20;

  /**
   * Finds the directories of an image's layers.
   *
   * @param name one of its names with the registry and the tag, as {@code podman images} shows
   *     them, or its identifier of 64 hexadecimal digits
   * @throws RejectedException C236 when the store cannot be read, C237 when it has no such image,
   *     C238 when a layer of it is missing
   */
  public UnpackedImage find(String name) throws RejectedException {
    Map<String, Json.Node> layers = new HashMap<>();
    for (Json.Node layer : read(LAYERS)) {
      layers.put(id(layer, LAYERS), layer);
    }
    List<Path> found = new ArrayList<>();
    Optional<String> next = top(name);
    while (next.isPresent()) {
      Json.Node layer = layers.get(next.get());
      Path directory = root.resolve("overlay").resolve(next.get()).resolve("diff");
      if (layer == null || !Files.isDirectory(directory) || found.size() == MAX_LAYERS) {
        throw new RejectedException(
            StoreProblems.notUnpacked(root, name, "there is no layer " + next.get()));
      }
      found.add(directory);
      next = layer.text("parent").filter(parent -> !parent.isEmpty());
    }
    if (found.isEmpty()) {
      throw new RejectedException(StoreProblems.notUnpacked(root, name, "it has none"));
    }
    Collections.reverse(found);
    return new UnpackedImage(name, found);
  }

  /** The uppermost layer of the image. */
  private Optional<String> top(String name) throws RejectedException {
    List<String> known = new ArrayList<>();
    for (Json.Node image : read(IMAGES)) {
      List<String> names = new ArrayList<>(List.of(id(image, IMAGES)));
      for (Json other : image.array("names").orElse(List.of())) {
        if (other instanceof Json.Text text) {
          names.add(text.value());
        }
      }
      if (names.contains(name)) {
        return image.text("layer").filter(layer -> !layer.isEmpty());
      }
      known.add(names.get(names.size() - 1));
    }
    throw new RejectedException(
        StoreProblems.noSuchImage(
            root, name, known.subList(0, Math.min(NAMES_TOLD, known.size()))));
  }

  /** What names a directory is a number, and nothing that leads elsewhere. */
  private String id(Json.Node entry, String file) throws RejectedException {
    return entry
        .text("id")
        .filter(text -> ID.matcher(text).matches())
        .orElseThrow(() -> malformed(root.resolve(file), "an entry has no identifier"));
  }

  private List<Json.Node> read(String name) throws RejectedException {
    Path file = root.resolve(name);
    List<Json.Node> entries = new ArrayList<>();
    try {
      if (!(JsonDocument.parse(SmallFile.read(file)) instanceof Json.Array array)) {
        throw malformed(file, "it is no list");
      }
      for (Json entry : array.elements()) {
        if (!(entry instanceof Json.Node node)) {
          throw malformed(file, "it lists something else than objects");
        }
        entries.add(node);
      }
    } catch (MalformedJsonException e) {
      throw malformed(file, "it is no whole, valid JSON: " + e.getMessage());
    } catch (IOException e) {
      String fact =
          Files.exists(file) ? "it cannot be read: " + e.getMessage() : "there is no such file";
      throw new RejectedException(StoreProblems.unreadable(file, fact));
    }
    return entries;
  }

  private static RejectedException malformed(Path file, String fact) {
    return new RejectedException(StoreProblems.unreadable(file, fact));
  }
}
