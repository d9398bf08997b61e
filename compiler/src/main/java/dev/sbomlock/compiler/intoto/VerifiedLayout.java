// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Diagnostic;
import java.util.List;

/**
 * A layout whose every demand is met.
 *
 * @param steps in its order, those of a sublayout before the step that it stands for
 * @param findings what its user should know
 */
public record VerifiedLayout(List<VerifiedStep> steps, List<Diagnostic> findings) {

  /** Copies the lists. */
  public VerifiedLayout {
    steps = List.copyOf(steps);
    findings = List.copyOf(findings);
  }
}
