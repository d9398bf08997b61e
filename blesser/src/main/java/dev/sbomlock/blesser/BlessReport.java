// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Diagnostic;
import java.util.List;

/**
 * What a run of {@link Blesser} did.
 *
 * @param blessed files that were blessed now
 * @param already files that needed nothing
 * @param refusals one for each file that was not blessed
 */
public record BlessReport(int blessed, int already, List<Diagnostic> refusals) {

  /** Copies the list. */
  public BlessReport {
    refusals = List.copyOf(refusals);
  }
}
