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
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Hands out what the request grants to programs, each named by its path or by its component. */
final class Grants {

  private final Map<Grant, List<String>> request;
  private final List<Component> components;
  private final Map<Grant, Set<String>> unused = new EnumMap<>(Grant.class);

  private Grants(Map<Grant, List<String>> request, List<Component> components) {
    this.request = request;
    this.components = components;
    request.forEach((grant, selectors) -> unused.put(grant, new LinkedHashSet<>(selectors)));
  }

  /**
   * The files, some with a grant more.
   *
   * @param request for each grant, who is to have it
   * @throws RejectedException C034 for each selector that no accounted file answers to: a grant
   *     that reaches nothing is a mistake
   */
  static List<Measurement> hand(
      Map<Grant, List<String>> request, List<Measurement> files, List<Component> components)
      throws RejectedException {
    Grants grants = new Grants(request, components);
    List<Measurement> result = files.stream().map(grants::grant).toList();
    List<Diagnostic> problems = new ArrayList<>();
    grants.unused.forEach(
        (grant, selectors) ->
            selectors.forEach(
                selector -> problems.add(CompilerProblems.unusedGrant(grant, selector))));
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return result;
  }

  private Measurement grant(Measurement file) {
    if (file.status() != Status.ACCOUNTED) {
      return file;
    }
    Measurement granted = file;
    for (Map.Entry<Grant, List<String>> entry : request.entrySet()) {
      for (String selector : entry.getValue()) {
        if (names(selector, file)) {
          Objects.requireNonNull(unused.get(entry.getKey())).remove(selector);
          granted = granted.with(entry.getKey());
        }
      }
    }
    return granted;
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
