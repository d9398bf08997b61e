// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * The documents of an image, whole, for who writes it again.
 *
 * @param store where they and all else lies
 * @param indexes that lead to the image, {@code index.json} first; none in a Docker archive
 * @param manifest of the image; none in a Docker archive
 * @param config of the image
 * @param tags of a Docker archive, such as {@code app:1.0}
 */
record ImageDocuments(
    BlobStore store,
    List<IndexEntry> indexes,
    Optional<Json.Node> manifest,
    Json.Node config,
    List<String> tags) {

  /**
   * One entry of an index.
   *
   * @param index the whole of it
   * @param position of the entry among its manifests
   */
  record IndexEntry(Json.Node index, int position) {

    /** What the index says there. */
    Optional<Json.Node> descriptor() {
      return index
          .array(OciDocuments.MANIFESTS)
          .map(entries -> entries.get(position))
          .map(entry -> entry instanceof Json.Node node ? node : Json.Node.empty());
    }
  }

  /** Copies the lists. */
  ImageDocuments {
    indexes = List.copyOf(indexes);
    tags = List.copyOf(tags);
  }
}
