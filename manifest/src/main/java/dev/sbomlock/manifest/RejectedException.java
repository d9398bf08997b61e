// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.List;
import java.util.stream.Collectors;

/** An input was understood and refused: all that is wrong with it, thrown once. */
public final class RejectedException extends Exception {

  private final List<Diagnostic> diagnostics;

  /** A refusal for the given reasons, at least one. */
  public RejectedException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("a refusal needs a reason");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** A refusal for one reason. */
  public RejectedException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /** Why, in the order found. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The same refusal where something else does not happen. */
  public RejectedException withConsequence(String other) {
    return new RejectedException(
        diagnostics.stream().map(problem -> problem.withConsequence(other)).toList());
  }
}
