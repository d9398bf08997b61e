// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.intoto.ArtifactRule.Match;
import dev.sbomlock.compiler.intoto.ArtifactRule.Side;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm.Strength;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.DigestSet.Agreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Holds the rules of a layout against what a step took or made. All artifacts start in a queue;
 * each rule in turn takes some out; DISALLOW refuses what it meets there, and REQUIRE what it
 * misses.
 */
final class RuleCheck {

  private final Map<String, Link> steps;
  private final List<Diagnostic> refusals = new ArrayList<>();
  private final List<Diagnostic> findings = new ArrayList<>();

  /**
   * A check.
   *
   * @param steps all of the layout, by name
   */
  RuleCheck(Map<String, Link> steps) {
    this.steps = steps;
  }

  /** Every rule that was broken. */
  List<Diagnostic> refusals() {
    return refusals;
  }

  /** Where artifacts are allowed because nothing forbids them. */
  List<Diagnostic> findings() {
    return findings;
  }

  /** Applies the rules to one side of a step. */
  void apply(String step, Link link, Side side, List<ArtifactRule> rules) {
    TreeSet<String> queue = new TreeSet<>(side.of(link).keySet());
    for (ArtifactRule rule : rules) {
      List<String> concerned = queue.stream().filter(name -> isConcerned(rule, name)).toList();
      switch (rule.kind()) {
        case REQUIRE -> {
          if (!queue.contains(rule.pattern())) {
            refuse(step, side, rule, "'" + rule.pattern() + "' is not among what is left");
          }
        }
        case DISALLOW -> {
          if (!concerned.isEmpty()) {
            refuse(step, side, rule, "it meets '" + String.join("', '", first(concerned)) + "'");
          }
        }
        case ALLOW -> queue.removeAll(concerned);
        case CREATE ->
            concerned.stream()
                .filter(name -> isMissing(link.materials(), name))
                .filter(name -> !isMissing(link.products(), name))
                .forEach(queue::remove);
        case DELETE ->
            concerned.stream()
                .filter(name -> !isMissing(link.materials(), name))
                .filter(name -> isMissing(link.products(), name))
                .forEach(queue::remove);
        case MODIFY ->
            concerned.stream()
                .filter(
                    name ->
                        digests(link.materials(), name).compare(digests(link.products(), name))
                            == Agreement.CONTRADICTED)
                .forEach(queue::remove);
        case MATCH ->
            concerned.stream()
                .filter(name -> isMatched(rule.match().orElseThrow(), name, side.of(link)))
                .forEach(queue::remove);
      }
    }
    if (!queue.isEmpty() && refusals.isEmpty()) {
      findings.add(IntotoProblems.implicitlyAllowed(step, side.key(), List.copyOf(queue)));
    }
  }

  private static boolean isConcerned(ArtifactRule rule, String name) {
    String prefix = rule.match().map(Match::sourcePrefix).orElse("");
    return name.startsWith(prefix) && rule.glob().matches(name.substring(prefix.length()));
  }

  private boolean isMatched(Match match, String name, Map<String, DigestSet> artifacts) {
    Link other = steps.get(match.step());
    if (other == null) {
      return false;
    }
    String there = match.otherPrefix() + name.substring(match.sourcePrefix().length());
    DigestSet found = digests(match.side().of(other), there);
    DigestSet own = digests(artifacts, name);
    return own.compare(found) == Agreement.AGREED && shareAStrongOne(own, found);
  }

  private static boolean shareAStrongOne(DigestSet one, DigestSet other) {
    return one.digests().stream()
        .anyMatch(
            digest ->
                digest.algorithm().strength() == Strength.STRONG
                    && other.get(digest.algorithm()).isPresent());
  }

  private static boolean isMissing(Map<String, DigestSet> artifacts, String name) {
    return !artifacts.containsKey(name);
  }

  private static DigestSet digests(Map<String, DigestSet> artifacts, String name) {
    return artifacts.getOrDefault(name, DigestSet.empty());
  }

  private static List<String> first(List<String> names) {
    return names.size() <= 5 ? names : names.subList(0, 5);
  }

  private void refuse(String step, Side side, ArtifactRule rule, String fact) {
    refusals.add(IntotoProblems.ruleViolated(step, side.key(), rule.text(), fact));
  }
}
