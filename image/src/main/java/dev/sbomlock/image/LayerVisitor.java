// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.util.Optional;

/** Sees what passes of one layer while it is read; called on one thread at a time. */
public interface LayerVisitor<T> {

  /**
   * Takes a regular file.
   *
   * @param content gives the file's bytes
   */
  T file(TarEntry entry, ArtifactPath path, TarReader content) throws IOException;

  /** Who else takes the layer's decompressed bytes, if anybody does. */
  default Optional<LayerCopy> copy() {
    return Optional.empty();
  }

  /** So many more of the layer's stored bytes were read; told from another thread. */
  default void read(long bytes) {}
}
