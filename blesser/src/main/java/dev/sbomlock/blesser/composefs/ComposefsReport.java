// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What became of a composefs image.
 *
 * @param files what became of each file of the manifest; with one refused, nothing was written
 * @param findings what the image lacks
 * @param made the image, if it was written
 */
public record ComposefsReport(BlessReport files, List<Diagnostic> findings, Optional<Made> made) {

  /** Copies the list. */
  public ComposefsReport {
    findings = List.copyOf(findings);
  }

  /**
   * An image that was written.
   *
   * @param image its fs-verity digest, which {@code mount -o digest=} takes
   * @param objects how many objects it needs
   * @param added how many of them were not in the store before
   * @param others how many files it holds that nobody accounts for, and so without attributes
   */
  public record Made(Digest image, int objects, int added, int others) {}
}
