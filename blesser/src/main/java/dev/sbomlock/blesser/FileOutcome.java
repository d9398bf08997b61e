// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Status;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one file of a manifest.
 *
 * @param path of the file
 * @param result what became of it
 * @param refusal why it was refused; there is one if it was
 * @param reason why it was skipped, or refused; else empty
 */
public record FileOutcome(
    ArtifactPath path, Result result, Optional<Diagnostic> refusal, String reason) {

  /** What can become of a file. */
  public enum Result {
    /** It was blessed now, or would be if this were no rehearsal. */
    BLESSED,
    /** It needed nothing. */
    ALREADY,
    /** It does not match, or cannot be blessed. */
    REFUSED,
    /** Nothing was wrong with it, and nothing was done to it. */
    SKIPPED;

    /** The name used in reports. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A file that was blessed now. */
  public static FileOutcome blessed(ArtifactPath path) {
    return new FileOutcome(path, Result.BLESSED, Optional.empty(), "");
  }

  /** A file that was blessed before. */
  public static FileOutcome already(ArtifactPath path) {
    return new FileOutcome(path, Result.ALREADY, Optional.empty(), "");
  }

  /** A file that was not blessed because of what the diagnostic tells. */
  public static FileOutcome refused(ArtifactPath path, Diagnostic refusal) {
    return new FileOutcome(path, Result.REFUSED, Optional.of(refusal), refusal.fact());
  }

  /** A file that is not for blessing, for the manifest does not call it accounted. */
  public static FileOutcome skipped(ArtifactPath path, Status status) {
    return new FileOutcome(
        path, Result.SKIPPED, Optional.empty(), "the manifest calls it " + status.key());
  }

  /** A file that could have been blessed, and was not because another one was refused. */
  public static FileOutcome skipped(ArtifactPath path) {
    return new FileOutcome(path, Result.SKIPPED, Optional.empty(), "another file was refused");
  }
}
