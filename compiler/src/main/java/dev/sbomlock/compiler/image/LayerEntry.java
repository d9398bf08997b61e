// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.compiler.tar.TarEntry;
import dev.sbomlock.manifest.ArtifactPath;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a layer, its file measured.
 *
 * @param type what it makes
 * @param path where
 * @param link of a hard link the path it shares, of a symbolic link its target, both as escaped
 *     names; otherwise empty
 * @param measured of a file what it measures; otherwise null
 * @param kept of a file its bytes, if its name says that they will be read; otherwise null
 */
record LayerEntry(
    TarEntry.Type type,
    ArtifactPath path,
    String link,
    @Nullable MeasuredFile measured,
    @Nullable KeptBytes kept) {

  /** The same content under another name. */
  LayerEntry at(ArtifactPath other) {
    MeasuredFile file = measured;
    return new LayerEntry(
        type,
        other,
        link,
        file == null ? null : new MeasuredFile(other, file.content(), file.digests()),
        kept);
  }
}
