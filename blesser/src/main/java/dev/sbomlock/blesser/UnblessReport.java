// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Diagnostic;
import java.util.List;

/**
 * What a run of {@link Unblesser} did.
 *
 * @param removed files that lost an attribute
 * @param nothing files that had none, or are not there
 * @param verity files that have fs-verity, and keep it
 * @param refusals one for each file that keeps an attribute
 */
public record UnblessReport(int removed, int nothing, int verity, List<Diagnostic> refusals) {

  /** Copies the list. */
  public UnblessReport {
    refusals = List.copyOf(refusals);
  }
}
