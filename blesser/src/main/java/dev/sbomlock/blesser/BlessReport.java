// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the files of a manifest.
 *
 * @param files one for each file of the manifest, in its order
 */
public record BlessReport(List<FileOutcome> files) {

  /** Copies the list. */
  public BlessReport {
    files = List.copyOf(files);
  }

  /**
   * The report on a manifest.
   *
   * @param known what became of accounted files; of those that are not in it, nothing did
   */
  public static BlessReport of(MeasurementManifest manifest, Map<ArtifactPath, FileOutcome> known) {
    return new BlessReport(
        manifest.files().stream()
            .map(
                file ->
                    file.status() == Status.ACCOUNTED
                        ? known.getOrDefault(file.path(), FileOutcome.skipped(file.path()))
                        : FileOutcome.skipped(file.path(), file.status()))
            .toList());
  }

  /** How many files were blessed now. */
  public int blessed() {
    return count(FileOutcome.Result.BLESSED);
  }

  /** How many files needed nothing. */
  public int already() {
    return count(FileOutcome.Result.ALREADY);
  }

  /** How many files have that result. */
  public int count(FileOutcome.Result result) {
    return (int) files.stream().filter(file -> file.result() == result).count();
  }

  /** One for each file that was refused. */
  public List<Diagnostic> refusals() {
    return files.stream().map(FileOutcome::refusal).flatMap(Optional::stream).toList();
  }
}
