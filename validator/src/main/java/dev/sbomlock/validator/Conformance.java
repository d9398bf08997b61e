// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

import dev.sbomlock.manifest.Diagnostic;
import java.util.List;

/**
 * What became of holding a document against its specification.
 *
 * @param specification its name and version, as in {@code CycloneDX 1.6}
 * @param findings where it does not conform; none when it does
 */
public record Conformance(String specification, List<Diagnostic> findings) {

  /** Copies the findings. */
  public Conformance {
    findings = List.copyOf(findings);
  }

  /** Whether it conforms. */
  public boolean conforms() {
    return findings.isEmpty();
  }
}
