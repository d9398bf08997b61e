// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.manifest.ArtifactPath;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a layer.
 *
 * @param type what it makes
 * @param path where
 * @param link of a hard link the path it shares, of a symbolic link its target, both as escaped
 *     names; otherwise empty
 * @param content of a file what its {@link LayerVisitor} made of it; otherwise null
 */
public record LayerEntry<T>(
    TarEntry.Type type, ArtifactPath path, String link, @Nullable T content) {

  /** The same content under another name. */
  LayerEntry<T> at(ArtifactPath other) {
    return new LayerEntry<>(type, other, link, content);
  }
}
