// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Digest;
import java.util.Optional;

/**
 * What an index or manifest says of a blob (OCI content descriptor).
 *
 * @param mediaType what the blob is
 * @param digest of its bytes: sha256 or sha512
 * @param size in bytes
 * @param platform of an image in an index, where one is stated
 * @param refName the annotation {@code org.opencontainers.image.ref.name}, or empty
 * @param artifactType what it is when it is no image, as what refers to one; or empty
 */
record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    String refName,
    String artifactType) {}
