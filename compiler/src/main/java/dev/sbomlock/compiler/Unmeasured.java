// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.CompileRequest.Unaccounted;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.VerdictProblems;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The components that cannot be measured, and which of them the request allows. */
final class Unmeasured {

  private final Set<String> allowed;
  private final Set<String> unused;
  private final boolean denies;
  private final List<Diagnostic> unmeasurable = new ArrayList<>();

  /** None yet. */
  Unmeasured(CompileRequest request) {
    this.allowed = Set.copyOf(request.leniency().allowUnmeasured());
    this.unused = new LinkedHashSet<>(request.leniency().allowUnmeasured());
    this.denies = request.unaccounted() == Unaccounted.DENY;
  }

  /** Adds a component of the SBOM called {@code sbom}. */
  void add(String sbom, Component component) {
    boolean named = allowed.contains(component.purl()) || allowed.contains(component.name());
    if (named) {
      unused.remove(component.purl());
      unused.remove(component.name());
    } else {
      unmeasurable.add(CompilerProblems.unmeasurable(sbom, component.label()));
    }
  }

  /** C012 for each that is not allowed. */
  List<Diagnostic> findings() {
    return unmeasurable;
  }

  /** C255 for each allowance that reaches no component, and the findings when they are denied. */
  List<Diagnostic> refusals() {
    List<Diagnostic> refusals = new ArrayList<>();
    unused.forEach(selector -> refusals.add(VerdictProblems.unusedAllowance(selector)));
    if (denies) {
      refusals.addAll(unmeasurable);
    }
    return refusals;
  }
}
