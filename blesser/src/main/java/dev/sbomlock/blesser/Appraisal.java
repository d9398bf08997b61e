// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ContentHasher.Hashed;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import java.util.Map;
import java.util.Optional;

/** How one accounted file compares with the manifest. */
public sealed interface Appraisal {

  /** What the manifest expects. */
  Measurement expected();

  /** What is wrong with the file, or empty when it passes. */
  default Optional<Diagnostic> problem() {
    return BlesserProblems.of(this, "it fails");
  }

  /**
   * How content and mode that were found compare; empty when both are as expected. SHA-256 is
   * enough to tell content: what fs-verity makes of it, the kernel says itself.
   *
   * @param mode permission bits with setuid, setgid and sticky
   */
  static Optional<Appraisal> mismatch(Measurement expected, Hashed actual, int mode) {
    Measurement.Content content =
        expected
            .measuredContent()
            .orElseThrow(() -> new IllegalArgumentException(expected.path() + " is unmeasured"));
    if (actual.size() != content.size()
        || !actual.sha256().equals(expected.require(DigestAlgorithm.SHA256))) {
      return Optional.of(new ContentDiffers(expected, actual));
    }
    return mode == content.mode() ? Optional.empty() : Optional.of(new ModeDiffers(expected, mode));
  }

  /**
   * Content, size and mode are those of the manifest.
   *
   * @param expected by the manifest
   * @param protection what it holds for the kernel, by method
   */
  record Matches(Measurement expected, Map<BlessMethod, Protection> protection)
      implements Appraisal {

    /** Copies the map. */
    public Matches {
      protection = Map.copyOf(protection);
    }
  }

  /**
   * The bytes are others.
   *
   * @param expected by the manifest
   * @param actual content
   */
  record ContentDiffers(Measurement expected, Hashed actual) implements Appraisal {}

  /**
   * The bytes are right and the mode is not: a setuid bit more is an attack, an x bit less a fault.
   *
   * @param expected by the manifest
   * @param actual permission bits with setuid, setgid and sticky
   */
  record ModeDiffers(Measurement expected, int actual) implements Appraisal {}

  /**
   * There is no file of that name.
   *
   * @param expected by the manifest
   */
  record Absent(Measurement expected) implements Appraisal {}

  /**
   * Something else is there, or the way there leads through a symbolic link.
   *
   * @param expected by the manifest
   * @param found such as {@code a directory}
   */
  record NotRegular(Measurement expected, String found) implements Appraisal {}

  /**
   * It could not be read.
   *
   * @param expected by the manifest
   * @param reason such as {@code openat2: EACCES (Permission denied)}
   * @param permission whether a privilege is all that is missing
   */
  record Unreadable(Measurement expected, String reason, boolean permission) implements Appraisal {}
}
