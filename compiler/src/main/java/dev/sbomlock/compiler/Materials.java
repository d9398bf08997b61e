// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.compiler.rootfs.Content;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.FurtherDigests;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.compiler.rootfs.RootfsContent;
import dev.sbomlock.compiler.sbom.SbomFile;
import dev.sbomlock.compiler.sbom.SbomPath;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.DigestSet.Agreement;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures what a build took, sources and tools, against what its steps say that they took, and
 * against what SBOMs state of the same paths.
 */
final class Materials {

  private final Content content;
  private final ContentTree tree;
  private final Map<ArtifactPath, List<Stated>> statements = new TreeMap<>();
  private final List<Diagnostic> findings = new ArrayList<>();

  private Materials(Content content) {
    this.content = content;
    this.tree = content.tree();
  }

  /**
   * Compares, when the request gives the materials.
   *
   * @return what the user should know
   * @throws RejectedException C180 for each file that differs, C181 when nothing can be compared
   */
  static List<Diagnostic> check(CompileRequest request, Documents documents)
      throws RejectedException {
    Optional<Path> directory = request.provenance().materials();
    if (directory.isEmpty()) {
      return List.of();
    }
    Materials materials =
        new Materials(
            RootfsContent.walk(
                directory.get(), VerityParameters.DEFAULT, request.threads(), Progress.NONE));
    List<Production> productions = documents.provenance().productions();
    productions.forEach(production -> materials.addMaterials(production, productions));
    documents.sboms().forEach(materials::addSbom);
    if (materials.statements.isEmpty()) {
      throw new RejectedException(IntotoProblems.noMaterials(directory.get().toString()));
    }
    materials.compare(directory.get());
    return materials.findings;
  }

  private void addMaterials(Production production, List<Production> all) {
    production
        .link()
        .materials()
        .forEach(
            (name, digests) -> {
              if (digests.isEmpty() || isMadeByAStep(name, digests, all)) {
                return;
              }
              Optional<ArtifactPath> file = pathOf(name).flatMap(tree::resolve);
              if (file.isPresent()) {
                add(file.get(), new Stated(name, production.from(), digests));
              } else {
                findings.add(IntotoProblems.materialMissing(name, production.label()));
              }
            });
  }

  /** What lies between two steps was neither there before the build nor need be after it. */
  private static boolean isMadeByAStep(String name, DigestSet digests, List<Production> all) {
    return all.stream()
        .map(production -> production.link().products().get(name))
        .anyMatch(made -> made != null && made.compare(digests) == Agreement.AGREED);
  }

  private void addSbom(Documents.SbomInput input) {
    for (SbomFile file : input.sbom().files()) {
      if (!file.digests().isEmpty()) {
        tree.resolve(file.path())
            .ifPresent(
                found ->
                    add(
                        found,
                        new Stated(file.path().text(), input.input().name(), file.digests())));
      }
    }
  }

  private void add(ArtifactPath file, Stated stated) {
    statements.computeIfAbsent(file, path -> new ArrayList<>()).add(stated);
  }

  private void compare(Path directory) throws RejectedException {
    List<Diagnostic> contradictions = new ArrayList<>();
    List<ArtifactPath> unnamed = new ArrayList<>();
    for (MeasuredFile file : content.measure(algorithms())) {
      List<Stated> said = statements.getOrDefault(file.path(), List.of());
      if (said.isEmpty()) {
        unnamed.add(file.path());
      }
      for (Stated stated : said) {
        for (Digest expected : stated.digests.digests()) {
          Digest actual = file.digests().get(expected.algorithm()).orElse(expected);
          if (!actual.equals(expected)) {
            contradictions.add(
                IntotoProblems.materialContradicted(
                    stated.name, "'" + stated.from + "'", expected, actual));
            break;
          }
        }
      }
    }
    if (!contradictions.isEmpty()) {
      throw new RejectedException(contradictions);
    }
    if (!unnamed.isEmpty()) {
      findings.add(
          IntotoProblems.materialsUnnamed(
              directory.toString(), unnamed.size(), unnamed.get(0).text()));
    }
  }

  private Map<ArtifactPath, Set<DigestAlgorithm>> algorithms() {
    Map<ArtifactPath, Set<DigestAlgorithm>> algorithms = new HashMap<>();
    statements.forEach(
        (file, said) -> {
          Set<DigestAlgorithm> stated = EnumSet.noneOf(DigestAlgorithm.class);
          said.forEach(one -> stated.addAll(one.digests.algorithms()));
          algorithms.put(file, FurtherDigests.among(stated));
        });
    return algorithms;
  }

  private static Optional<ArtifactPath> pathOf(String name) {
    try {
      return Optional.of(SbomPath.parse(name));
    } catch (IllegalArgumentException noPathBelowTheDirectory) {
      return Optional.empty();
    }
  }

  private record Stated(String name, String from, DigestSet digests) {}
}
