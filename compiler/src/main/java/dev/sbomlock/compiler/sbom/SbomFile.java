// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestSet;
import java.util.Set;

/**
 * A file that an SBOM names.
 *
 * @param path below the root, as the SBOM writes it: directory links are not resolved
 * @param bareName whether the SBOM wrote a name without any directory, which may lie anywhere
 * @param digests of its content; placeholders are left out
 * @param owners indices of the components that contain it
 */
public record SbomFile(
    ArtifactPath path, boolean bareName, DigestSet digests, Set<Integer> owners) {

  /** Copies the set. */
  public SbomFile {
    owners = Set.copyOf(owners);
  }
}
