// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of an image.
 *
 * @param files what became of each file of the manifest; with one refused, no image was written
 * @param explanation what may be behind all refusals, if anything is known of that
 * @param layers how many layers change
 * @param image the digest of the new image, if it was written
 */
public record ImageBlessReport(
    BlessReport files, Optional<Diagnostic> explanation, int layers, Optional<Digest> image) {

  /** The same of an image that was written. */
  ImageBlessReport writtenAs(Digest digest) {
    return new ImageBlessReport(files, explanation, layers, Optional.of(digest));
  }

  /** How many files got an attribute. */
  public int blessed() {
    return files.blessed();
  }

  /** How many files had what they need. */
  public int already() {
    return files.already();
  }

  /** The explanation, and one for each file that was refused. */
  public List<Diagnostic> refusals() {
    return Stream.concat(explanation.stream(), files.refusals().stream()).toList();
  }
}
