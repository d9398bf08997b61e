// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Hands out what the request grants to programs, each named by its path or by its component. */
final class Grants {

  private final List<String> selectors;
  private final List<Component> components;
  private final Set<String> used = new HashSet<>();

  private Grants(List<String> selectors, List<Component> components) {
    this.selectors = selectors;
    this.components = components;
  }

  /**
   * The files, some with a grant more.
   *
   * @throws RejectedException C034 for each selector that no accounted file answers to: a grant
   *     that reaches nothing is a mistake
   */
  static List<Measurement> hand(
      List<String> selectors, List<Measurement> files, List<Component> components)
      throws RejectedException {
    Grants grants = new Grants(selectors, components);
    List<Measurement> result = files.stream().map(grants::grant).toList();
    List<Diagnostic> problems = new ArrayList<>();
    for (String selector : selectors) {
      if (!grants.used.contains(selector)) {
        problems.add(CompilerProblems.unusedGrant(selector));
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return result;
  }

  private Measurement grant(Measurement file) {
    if (file.status() != Status.ACCOUNTED) {
      return file;
    }
    boolean granted = false;
    for (String selector : selectors) {
      if (names(selector, file)) {
        used.add(selector);
        granted = true;
      }
    }
    return granted ? file.with(Grant.JIT) : file;
  }

  private boolean names(String selector, Measurement file) {
    if (selector.startsWith("/")) {
      return selector.substring(1).equals(file.path().text());
    }
    return file.components().stream()
        .map(components::get)
        .anyMatch(owner -> owner.purl().equals(selector) || owner.name().equals(selector));
  }
}
