// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.Documents.SbomInput;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.SbomFile;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What SBOMs state of files when there is no content to measure. */
final class Statements {

  private final Map<ArtifactPath, Stated> files = new TreeMap<>();
  private final Set<Integer> measurable = new HashSet<>();
  private final List<Diagnostic> findings = new ArrayList<>();
  private final List<Diagnostic> refusals = new ArrayList<>();

  private Statements() {}

  /**
   * Collects the files that have digests, and a finding for each component that has none.
   *
   * @throws RejectedException C013 when two SBOMs differ on a file, and with every unmet
   *     requirement
   */
  static Statements collect(
      Documents documents,
      ComponentTable components,
      Requirement requirement,
      Unmeasured unmeasured)
      throws RejectedException {
    Statements statements = new Statements();
    for (SbomInput input : documents.sboms()) {
      for (SbomFile file : input.sbom().files()) {
        if (!file.digests().isEmpty()) {
          statements.add(input, file, components.indicesOf(input, file.owners()));
        }
      }
    }
    statements.requireAgreement();
    statements.require(requirement);
    for (int i = 0; i < components.components().size(); i++) {
      if (!statements.measurable.contains(i)) {
        Component component = components.components().get(i);
        unmeasured.add(documents.inputs().get(component.inputs().get(0)).name(), component);
      }
    }
    statements.findings.addAll(unmeasured.findings());
    statements.refusals.addAll(unmeasured.refusals());
    if (!statements.refusals.isEmpty()) {
      throw new RejectedException(statements.refusals);
    }
    return statements;
  }

  /** The files, by path. */
  List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    files.forEach(
        (path, stated) ->
            measurements.add(
                new Measurement(
                    path,
                    null,
                    DigestSet.of(stated.digests),
                    List.copyOf(stated.owners),
                    List.copyOf(stated.evidence),
                    Status.STATED)));
    return measurements;
  }

  /** Components that cannot be measured, and files of which too little is stated. */
  List<Diagnostic> findings() {
    return findings;
  }

  private void add(SbomInput input, SbomFile file, Set<Integer> owners) {
    Stated stated = files.computeIfAbsent(file.path(), path -> new Stated());
    stated.digests.addAll(file.digests().digests());
    stated.owners.addAll(owners);
    stated.evidence.add(
        new Evidence(Claim.Source.SBOM.evidence(file.digests()), input.input().name()));
    measurable.addAll(owners);
  }

  private void require(Requirement requirement) {
    files.forEach(
        (path, stated) ->
            requirement.isMet(path, stated.evidence, stated.owners, "nobody states it"));
    findings.addAll(requirement.findings());
    refusals.addAll(requirement.refusals());
  }

  private void requireAgreement() throws RejectedException {
    List<Diagnostic> problems = new ArrayList<>();
    files.forEach(
        (path, stated) -> {
          try {
            DigestSet.of(stated.digests);
          } catch (IllegalArgumentException e) {
            String places =
                stated.evidence.stream()
                    .map(Evidence::from)
                    .distinct()
                    .collect(Collectors.joining(", "));
            problems.add(
                CompilerProblems.conflictingDigests(
                    places, path.text(), String.valueOf(e.getMessage())));
          }
        });
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
  }

  private static final class Stated {
    private final Set<Digest> digests = new TreeSet<>();
    private final Set<Integer> owners = new TreeSet<>();
    private final SortedSet<Evidence> evidence = new TreeSet<>();
  }
}
