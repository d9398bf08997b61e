// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** Diagnostics about what other enforcers' languages cannot say. */
public final class ExportProblems {

  private ExportProblems() {}

  public static Diagnostic unspeakableName(String path, String language) {
    return new Diagnostic(
        "C270",
        Text.format("'%s'", path),
        Text.format(
            "its name holds control characters or is not UTF-8, for which %s has no words",
            language),
        "it is left out",
        "Rename the file: that enforcer will not know it.");
  }

  public static Diagnostic tooManyDigests(String policy, int digests, int limit) {
    return new Diagnostic(
        "C271",
        policy,
        Text.format("it has %d digests, and IPE takes policies of about %d", digests, limit),
        "the kernel is likely to refuse it",
        "Export a manifest of fewer files, such as those of one image, or load it with sbomlock.");
  }
}
