// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.manifest.Digest;
import java.nio.file.Path;

/**
 * A layer of an image that is being written.
 *
 * @param file its stored bytes
 * @param digest of the stored bytes
 * @param size of the stored bytes
 * @param diffId digest of the decompressed bytes
 * @param compression how it is stored
 * @param changed whether its stored bytes are others than those of the image that was read
 */
record StoredLayer(
    Path file, Digest digest, long size, Digest diffId, Compression compression, boolean changed) {}
