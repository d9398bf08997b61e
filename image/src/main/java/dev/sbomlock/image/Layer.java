// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A layer of an image, not yet read.
 *
 * @param blob its stored bytes
 * @param digest of the stored bytes; null where a Docker archive states none
 * @param size of the stored bytes
 * @param diffId digest of the decompressed bytes
 */
public record Layer(Blob blob, @Nullable Digest digest, long size, Digest diffId) {}
