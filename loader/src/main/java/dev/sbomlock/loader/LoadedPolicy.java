// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.Diagnostic;
import java.util.List;

/**
 * What was loaded.
 *
 * @param programs how many programs are attached
 * @param files how many blessed files they guard
 * @param names how many directories and symbolic links on the way to them
 * @param digests how many digests may run behind a gate
 * @param mode whether denials are enforced
 * @param warnings what is guarded less well than it could be
 */
public record LoadedPolicy(
    int programs, int files, int names, int digests, Mode mode, List<Diagnostic> warnings) {

  /** Copies the list. */
  public LoadedPolicy {
    warnings = List.copyOf(warnings);
  }
}
