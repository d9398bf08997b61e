// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.Status;
import java.util.List;

/**
 * What a manifest knows of one file, and why.
 *
 * @param file as it stands in the manifest
 * @param components that own it
 * @param evidence strongest first
 */
public record Finding(Measurement file, List<Ground> components, List<Ground> evidence) {

  /** Copies the lists. */
  public Finding {
    components = List.copyOf(components);
    evidence = List.copyOf(evidence);
  }

  /** Whether the file may be blessed, and so may run behind a gate. */
  public boolean isTrusted() {
    return file.status() == Status.ACCOUNTED;
  }

  /** Why it is trusted or not, in one sentence without a full stop. */
  public String reason() {
    return switch (file.status()) {
      case ACCOUNTED -> "evidence accounts for it";
      case UNACCOUNTED ->
          evidence.isEmpty()
              ? "no SBOM, link or package accounts for it"
              : "its evidence is weaker than was required";
      case CONTRADICTED -> "its content differs from what evidence states";
      case MISSING -> "it was not in the content that was measured";
      case STATED -> "no content was given to measure it in";
    };
  }
}
