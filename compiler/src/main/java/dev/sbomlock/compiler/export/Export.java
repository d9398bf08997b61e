// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.Diagnostic;
import java.util.List;

/**
 * A manifest in the language of another enforcer.
 *
 * @param lines without line feeds
 * @param findings what that language cannot say
 */
public record Export(List<String> lines, List<Diagnostic> findings) {

  /** Copies both. */
  public Export {
    lines = List.copyOf(lines);
    findings = List.copyOf(findings);
  }
}
