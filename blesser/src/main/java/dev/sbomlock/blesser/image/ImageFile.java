// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.manifest.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * A regular file in a layer; hard links share it.
 *
 * @param layer its index
 * @param position of its content in the decompressed layer
 * @param size of its content, in bytes
 * @param sha256 of its content
 * @param entry what else the layer says of it
 * @param guess how its attributes change if its content is what the manifest says of that name;
 *     empty when nothing was guessed
 */
record ImageFile(
    int layer,
    long position,
    long size,
    Digest sha256,
    PortableAttributes.Entry entry,
    Optional<Map<String, Optional<byte[]>>> guess) {}
