// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import java.util.List;

/**
 * What an SBOM says, whatever its format.
 *
 * @param format such as {@code CycloneDX 1.6 JSON}
 * @param subjectName what the SBOM is about, or empty
 * @param components in the order of the document
 * @param files each path once, sorted
 */
public record Sbom(
    String format, String subjectName, List<SbomComponent> components, List<SbomFile> files) {

  /** Copies the lists. */
  public Sbom {
    components = List.copyOf(components);
    files = List.copyOf(files);
  }
}
