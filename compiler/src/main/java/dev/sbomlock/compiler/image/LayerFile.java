// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a file while its layer passed.
 *
 * @param content its size and mode
 * @param fsverity its fs-verity digest
 * @param digests sha256 and whatever else documents can be held against
 * @param kept its bytes, if its name says that they will be read; otherwise null
 * @param description what it says of itself
 */
record LayerFile(
    Measurement.Content content,
    Digest fsverity,
    DigestSet digests,
    @Nullable KeptBytes kept,
    SelfDescription description) {}
