// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.manifest.Digest;
import java.util.List;

/**
 * An image whose documents are read and verified, but not its layers.
 *
 * @param name its tag, or empty
 * @param digest of its manifest; of its configuration in a Docker archive, which has no manifest
 * @param layers lowest first
 */
record ImageDescription(String name, Digest digest, List<Layer> layers) {

  /** Copies the list. */
  ImageDescription {
    layers = List.copyOf(layers);
  }
}
