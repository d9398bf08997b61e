// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestSet;
import java.util.List;

/**
 * A component, package or application that an SBOM names.
 *
 * @param purl as written, or empty
 * @param name never empty
 * @param version or empty
 * @param digests of an archive of it, perhaps; formats leave open of what
 * @param locations files where the generator found it
 */
public record SbomComponent(
    String purl, String name, String version, DigestSet digests, List<ArtifactPath> locations) {

  /** Copies the list. */
  public SbomComponent {
    locations = List.copyOf(locations);
  }
}
