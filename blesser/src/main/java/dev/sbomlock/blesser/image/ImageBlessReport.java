// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a run of {@link ImageBlesser} did.
 *
 * @param blessed files that got an attribute
 * @param already files that had what they need
 * @param layers how many layers changed
 * @param refusals one for each file that does not match; with one, no image was written
 * @param image the digest of the new image, if it was written
 */
public record ImageBlessReport(
    int blessed, int already, int layers, List<Diagnostic> refusals, Optional<Digest> image) {

  /** Copies the list. */
  public ImageBlessReport {
    refusals = List.copyOf(refusals);
  }
}
