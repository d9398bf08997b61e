// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.manifest.ContentDigester.Measured;
import java.util.Map;
import java.util.Optional;

/**
 * What is the same for all names of a file or directory.
 *
 * @param attributes those that an image can bring, by name
 * @param measured what the content of a regular file measures; its bytes are staged
 */
record TreeInode(Map<String, byte[]> attributes, Optional<Measured> measured) {

  /** Copies the map. */
  TreeInode {
    attributes = Map.copyOf(attributes);
  }
}
