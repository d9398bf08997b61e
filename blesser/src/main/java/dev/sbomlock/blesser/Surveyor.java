// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.Lease;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.util.List;
import java.util.Optional;

/**
 * Appraises files and asks what would stand in the way of blessing them; changes nothing. For one
 * thread.
 */
final class Surveyor {

  private static final Protection NOTHING = new Protection.None();

  private final Root root;
  private final List<Mechanism> mechanisms;
  private final Appraiser appraiser;

  private Finding finding = Finding.ALREADY;

  Surveyor(Root root, BlessMethods methods, VerityParameters parameters) {
    this.root = root;
    this.mechanisms = methods.mechanisms(parameters);
    this.appraiser = new Appraiser(mechanisms);
  }

  /** What a survey says of one file: it is blessed, a candidate, or cannot be blessed. */
  sealed interface Finding {

    Finding ALREADY = new Already();

    /** It needs nothing. */
    record Already() implements Finding {}

    /**
     * It matches and still lacks something.
     *
     * @param expected by the manifest
     * @param status when it was appraised
     * @param missing how it is to be blessed
     */
    record Candidate(Measurement expected, FileStatus status, List<BlessMethod> missing)
        implements Finding {}

    /** It does not match, or cannot be blessed. */
    record Refused(Obstacle obstacle) implements Finding {}
  }

  Finding survey(Measurement expected) {
    Appraisal appraisal = appraiser.appraise(root, expected, this::surveyMatch);
    if (appraisal instanceof Appraisal.Matches) {
      return finding;
    }
    if (appraisal instanceof Appraisal.Unreadable unreadable && unreadable.permission()) {
      return new Finding.Refused(BlesserProblems.noPrivilege(expected.path(), unreadable.reason()));
    }
    return new Finding.Refused(
        Obstacle.file(BlesserProblems.of(appraisal, BlesserProblems.NOT_BLESSED).orElseThrow()));
  }

  private void surveyMatch(FileDescriptor file, FileStatus status, Appraisal.Matches matches)
      throws NativeException {
    List<Mechanism> missing =
        mechanisms.stream()
            .filter(m -> !(matches.protection().get(m.method()) instanceof Protection.Blessed))
            .toList();
    if (missing.isEmpty()) {
      finding = Finding.ALREADY;
      return;
    }
    List<BlessMethod> lacking = missing.stream().map(Mechanism::method).toList();
    finding =
        obstacle(file, status, matches, missing)
            .<Finding>map(Finding.Refused::new)
            .orElseGet(() -> new Finding.Candidate(matches.expected(), status, lacking));
  }

  private static Optional<Obstacle> obstacle(
      FileDescriptor file, FileStatus status, Appraisal.Matches matches, List<Mechanism> missing)
      throws NativeException {
    Measurement expected = matches.expected();
    for (Mechanism mechanism : missing) {
      Protection protection = matches.protection().getOrDefault(mechanism.method(), NOTHING);
      Optional<Obstacle> obstacle = mechanism.obstacle(file, expected, protection);
      if (obstacle.isPresent()) {
        return obstacle;
      }
    }
    if (status.isImmutable()) {
      return Optional.of(Obstacle.file(BlesserProblems.immutable(expected.path())));
    }
    try {
      file.checkWritable();
      Lease.read(file).close();
      return Optional.empty();
    } catch (NativeException e) {
      return Optional.of(BlesserProblems.failed(expected.path(), e));
    }
  }
}
