// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.io.OutputStream;

/** Sees what passes of one layer while it is read; called on one thread at a time. */
public interface LayerVisitor<T> {

  /**
   * Takes a regular file.
   *
   * @param content gives the file's bytes
   */
  T file(TarEntry entry, ArtifactPath path, TarReader content) throws IOException;

  /** Where to write the layer's decompressed bytes; closed at their end, or when reading fails. */
  default OutputStream copy() throws IOException {
    return OutputStream.nullOutputStream();
  }

  /** So many more of the layer's stored bytes were read; told from another thread. */
  default void read(long bytes) {}
}
