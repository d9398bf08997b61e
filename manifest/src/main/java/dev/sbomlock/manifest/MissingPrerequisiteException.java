// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.List;
import java.util.stream.Collectors;

/** The machine lacks something that is needed: a privilege, a kernel feature, a file system. */
public final class MissingPrerequisiteException extends Exception {

  private final List<Diagnostic> diagnostics;

  /** What is missing, at least one thing. */
  public MissingPrerequisiteException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("a missing prerequisite needs a name");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** The one thing that is missing. */
  public MissingPrerequisiteException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /** What is missing and how to provide it. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
