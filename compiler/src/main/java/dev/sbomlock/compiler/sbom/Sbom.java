// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import dev.sbomlock.manifest.Diagnostic;
import java.util.ArrayList;
import java.util.List;

/**
 * What an SBOM says, whatever its format.
 *
 * @param format such as {@code CycloneDX 1.6 JSON}
 * @param subjectName what the SBOM is about, or empty
 * @param components in the order of the document
 * @param files each path once, sorted
 * @param findings what its user should know of how it came
 */
public record Sbom(
    String format,
    String subjectName,
    List<SbomComponent> components,
    List<SbomFile> files,
    List<Diagnostic> findings) {

  /** Copies the lists. */
  public Sbom {
    components = List.copyOf(components);
    files = List.copyOf(files);
    findings = List.copyOf(findings);
  }

  /** The same SBOM, of which that is to be known too. */
  public Sbom withFinding(Diagnostic finding) {
    List<Diagnostic> more = new ArrayList<>(findings);
    more.add(finding);
    return new Sbom(format, subjectName, components, files, more);
  }

  /** The same SBOM, whose format has that suffix: how it was packed. */
  public Sbom packed(String suffix) {
    return suffix.isEmpty()
        ? this
        : new Sbom(format + suffix, subjectName, components, files, findings);
  }
}
