// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomBuilder;
import dev.sbomlock.compiler.sbom.SbomBuilder.FileEntry;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An SPDX document while it is read, whatever its version and syntax.
 *
 * <p>Only {@code CONTAINS}, {@code CONTAINED_BY} and {@code hasFiles} own a file. {@code OTHER}
 * with the comment "evident-by" says where a package was seen, which is not ownership.
 */
final class SpdxDocument {

  /** Of ownership; each file of a real SBOM has one or two. */
  private static final int MAX_RELATIONSHIPS = 5_000_000;

  private final String place;
  private final String syntax;
  private final Set<String> versions;
  private final SbomBuilder sbom;
  private final Map<String, Integer> componentById = new HashMap<>();
  private final Map<String, String> nameById = new HashMap<>();
  private final Map<String, FileEntry> fileById = new HashMap<>();
  private final List<Containment> containments = new ArrayList<>();
  private final Set<String> described = new TreeSet<>();
  String version = "";
  String documentName = "";

  SpdxDocument(String place, String syntax, Set<String> versions) {
    this.place = place;
    this.syntax = syntax;
    this.versions = new TreeSet<>(versions);
    this.sbom = new SbomBuilder(place);
  }

  SbomBuilder builder() {
    return sbom;
  }

  String place() {
    return place;
  }

  void addPackage(SpdxElement element) throws OverLimitException {
    int index =
        sbom.component(element.purl, element.name, element.version, element.digests, List.of());
    requireUnique(componentById.put(element.id, index) == null, element.id);
    nameById.put(element.id, element.name);
    for (String file : element.files) {
      contains(element.id, file);
    }
  }

  void addFile(SpdxElement element) throws OverLimitException {
    FileEntry entry = sbom.file(element.name, element.digests);
    requireUnique(fileById.put(element.id, entry) == null, element.id);
  }

  /** Takes a relationship, whose type is written as SPDX 2 does. */
  void relationship(String from, String type, String to) throws OverLimitException {
    switch (type) {
      case "CONTAINS" -> contains(from, to);
      case "CONTAINED_BY" -> contains(to, from);
      case "DESCRIBES" -> describes(to);
      case "DESCRIBED_BY" -> describes(from);
      default -> {
        // No other relationship tells who owns a file.
      }
    }
  }

  void describes(String element) {
    described.add(element);
  }

  /** What the document describes. */
  Set<String> described() {
    return described;
  }

  Sbom result() throws RejectedException {
    if (!versions.contains(version)) {
      throw new RejectedException(
          CompilerProblems.unsupportedVersion(place, version, String.join(", ", versions)));
    }
    // Neither direct nor indirect circles matter: who contains a package does not own its files.
    for (Containment containment : containments) {
      Integer owner = componentById.get(containment.container);
      FileEntry file = fileById.get(containment.contained);
      if (owner != null && file != null) {
        file.ownedBy(owner);
      }
    }
    return sbom.build(version.replace("SPDX-", "SPDX ") + " " + syntax, subjectName());
  }

  private void contains(String container, String contained) throws OverLimitException {
    if (containments.size() >= MAX_RELATIONSHIPS) {
      throw new OverLimitException(
          Text.format("it has more than %d relationships of ownership", MAX_RELATIONSHIPS));
    }
    containments.add(new Containment(container, contained));
  }

  private void requireUnique(boolean first, String id) {
    if (!first) {
      sbom.problem(
          CompilerProblems.malformedDocument(place, "the SPDXID '" + id + "' stands twice"));
    }
  }

  /** The name of what the document describes; the document's own name when that is not clear. */
  private String subjectName() {
    Set<String> packages = new HashSet<>(described);
    packages.retainAll(nameById.keySet());
    return described.size() == 1 && packages.size() == 1
        ? nameById.getOrDefault(packages.iterator().next(), "")
        : documentName;
  }

  private record Containment(String container, String contained) {}
}
