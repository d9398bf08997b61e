// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Measurement;

/**
 * A regular file and what it measures.
 *
 * @param path below the root
 * @param content its size and mode
 * @param fsverity its fs-verity digest
 * @param digests sha256 and whatever else documents can be held against
 */
public record MeasuredFile(
    ArtifactPath path, Measurement.Content content, Digest fsverity, DigestSet digests) {

  /** The digests that a manifest holds of every file. */
  public DigestSet identity() {
    return DigestSet.of(sha256(), fsverity);
  }

  /** SHA-256 of the content. */
  public Digest sha256() {
    return digests.get(DigestAlgorithm.SHA256).orElseThrow();
  }
}
