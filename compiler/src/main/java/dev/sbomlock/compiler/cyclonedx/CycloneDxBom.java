// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.cyclonedx;

import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomBuilder;
import dev.sbomlock.compiler.sbom.SbomBuilder.FileEntry;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A CycloneDX document while it is read, whatever its syntax.
 *
 * <p>A component of type {@code file} is a file, its name the path; the component it is nested in
 * owns it. What a digest of any other component covers is undefined, so it stays the component's.
 */
final class CycloneDxBom {

  private static final Set<String> VERSIONS =
      new TreeSet<>(Set.of("1.2", "1.3", "1.4", "1.5", "1.6", "1.7"));

  private final String place;
  private final String syntax;
  private final SbomBuilder sbom;
  String specVersion = "";
  private String subjectName = "";

  CycloneDxBom(String place, String syntax) {
    this.place = place;
    this.syntax = syntax;
    this.sbom = new SbomBuilder(place);
  }

  SbomBuilder builder() {
    return sbom;
  }

  /** Takes what the SBOM is about: itself no part of the content; what is nested in it is. */
  void subject(CycloneDxComponent subject) throws OverLimitException {
    subjectName = subject.name;
    for (CycloneDxComponent child : subject.children) {
      add(child);
    }
  }

  void add(CycloneDxComponent component) throws OverLimitException {
    add(component, OptionalInt.empty());
  }

  Sbom result() throws RejectedException {
    if (!VERSIONS.contains(specVersion)) {
      throw new RejectedException(
          CompilerProblems.unsupportedVersion(
              place, "CycloneDX " + specVersion, String.join(", ", VERSIONS)));
    }
    return sbom.build("CycloneDX " + specVersion + " " + syntax, subjectName);
  }

  // Documents nest less deeply than the stack, by the limit of their syntax.
  private void add(CycloneDxComponent component, OptionalInt parent) throws OverLimitException {
    OptionalInt owner = parent;
    boolean file = component.type.equals("file");
    if (!file || !component.purl.isEmpty()) {
      owner =
          OptionalInt.of(
              sbom.component(
                  component.purl,
                  component.name,
                  component.version,
                  file ? List.of() : component.digests,
                  component.locations));
    }
    if (file) {
      FileEntry entry = sbom.file(component.name, component.digests);
      owner.ifPresent(entry::ownedBy);
    }
    for (CycloneDxComponent child : component.children) {
      add(child, owner);
    }
  }
}
