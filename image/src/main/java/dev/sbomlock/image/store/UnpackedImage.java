// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import java.nio.file.Path;
import java.util.List;

/**
 * An image whose layers a runtime has unpacked.
 *
 * @param name by which it was found
 * @param layers the directories of its layers, lowest first, as overlayfs takes them
 */
public record UnpackedImage(String name, List<Path> layers) {

  /** Copies the list. */
  public UnpackedImage {
    layers = List.copyOf(layers);
  }
}
