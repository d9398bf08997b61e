// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import java.util.List;

/**
 * The outcome of compiling.
 *
 * @param manifest the measurement manifest
 * @param findings what its user should know and what did not prevent it, by code and place
 */
public record Compilation(MeasurementManifest manifest, List<Diagnostic> findings) {

  /** Copies the list. */
  public Compilation {
    findings = List.copyOf(findings);
  }
}
