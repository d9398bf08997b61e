// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.VerdictProblems;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The exemptions of a request, and which of them changed a verdict. */
final class Exemptions {

  private final Map<Exemption.Scope, Exemption> byScope = new LinkedHashMap<>();
  private final List<Component> components;
  private final Set<Exemption.Scope> unused;

  /**
   * Exemptions of which none was used yet.
   *
   * @param components of the manifest, which files name their owners by
   */
  Exemptions(List<Exemption> exemptions, List<Component> components) {
    exemptions.forEach(exemption -> byScope.put(exemption.scope(), exemption));
    this.components = components;
    this.unused = new LinkedHashSet<>(byScope.keySet());
  }

  /** The exemption for a file, the one for its path before those for its owners. */
  Optional<Exemption> use(ArtifactPath file, Set<Integer> owners) {
    Optional<Exemption> used = Optional.ofNullable(byScope.get(scope(file)));
    unused.remove(scope(file));
    for (int owner : owners) {
      Exemption.Scope scope =
          new Exemption.Scope(Exemption.Kind.PURL, components.get(owner).purl());
      unused.remove(scope);
      used = used.or(() -> Optional.ofNullable(byScope.get(scope)));
    }
    return used;
  }

  /** C252 for each that changed nothing. */
  List<Diagnostic> unused(String place) {
    List<Diagnostic> problems = new ArrayList<>();
    unused.forEach(scope -> problems.add(VerdictProblems.unused(place, scope.toString())));
    return problems;
  }

  private static Exemption.Scope scope(ArtifactPath file) {
    return new Exemption.Scope(Exemption.Kind.PATH, file.text());
  }
}
