// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.manifest.ContentDigester.Measured;

/**
 * A regular file in a layer; hard links share it.
 *
 * @param layer its index
 * @param position of its content in the decompressed layer
 * @param measured what the content measures
 * @param entry what else the layer says of it
 */
record ImageFile(int layer, long position, Measured measured, PortableAttributes.Entry entry) {}
