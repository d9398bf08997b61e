// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.Lease;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Blesses the accounted files of a manifest, all or none: every file is appraised and surveyed
 * first, and when one of them does not match or cannot be blessed, none is touched.
 *
 * <p>What is blessed already stays as it is, so that an interrupted run is simply repeated.
 */
public final class Blesser {

  private static final Protection NOTHING = new Protection.None();

  private final Root root;
  private final List<Mechanism> mechanisms;
  private final Appraiser appraiser;
  private final Progress progress;

  private final List<Candidate> candidates = new ArrayList<>();
  private final List<Diagnostic> refusals = new ArrayList<>();
  private final Map<String, Diagnostic> prerequisites = new LinkedHashMap<>();
  private int blessed;
  private int already;

  private Blesser(Root root, BlessMethods methods, Progress progress) {
    this.progress = progress;
    this.root = root;
    this.mechanisms = methods.mechanisms();
    this.appraiser = new Appraiser(methods);
  }

  /**
   * Blesses each accounted file by each of the methods.
   *
   * @param methods at least one, and the key of those that sign
   * @param progress is told of comparing and of blessing
   * @return how many files were blessed, or which refused; with a refusal found before anything was
   *     touched, none was blessed
   * @throws RejectedException B001 when the root cannot be opened, B002 when the manifest has no
   *     accounted file
   * @throws MissingPrerequisiteException when a privilege is missing or the file system cannot do
   *     it; found before anything is touched wherever the kernel tells
   */
  public static BlessReport bless(
      MeasurementManifest manifest, Path root, BlessMethods methods, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    try (Root opened = Appraiser.open(root)) {
      Blesser blesser = new Blesser(opened, methods, progress);
      blesser.survey(Appraiser.accounted(manifest));
      if (blesser.refusals.isEmpty()) {
        blesser.blessCandidates();
      }
      return new BlessReport(blesser.blessed, blesser.already, blesser.refusals);
    }
  }

  /**
   * Does all that {@link #bless} does before it touches the first file, and no more.
   *
   * @return as of {@link #bless}, with the files that it would bless
   */
  public static BlessReport rehearse(
      MeasurementManifest manifest, Path root, BlessMethods methods, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    try (Root opened = Appraiser.open(root)) {
      Blesser blesser = new Blesser(opened, methods, progress);
      blesser.survey(Appraiser.accounted(manifest));
      int wanted = blesser.refusals.isEmpty() ? blesser.candidates.size() : 0;
      return new BlessReport(wanted, blesser.already, blesser.refusals);
    }
  }

  /** Appraises all files and asks what would stand in the way; changes nothing. */
  private void survey(List<Measurement> files) throws MissingPrerequisiteException {
    progress.begin("comparing", files.size());
    for (Measurement expected : files) {
      progress.advance();
      Appraisal appraisal = appraiser.appraise(root, expected, this::surveyMatch);
      if (appraisal instanceof Appraisal.Unreadable unreadable && unreadable.permission()) {
        note(BlesserProblems.noPrivilege(expected.path(), unreadable.reason()));
      } else if (!(appraisal instanceof Appraisal.Matches)) {
        BlesserProblems.of(appraisal, BlesserProblems.NOT_BLESSED).ifPresent(refusals::add);
      }
    }
    if (!prerequisites.isEmpty()) {
      throw new MissingPrerequisiteException(List.copyOf(prerequisites.values()));
    }
  }

  private void surveyMatch(FileDescriptor file, FileStatus status, Appraisal.Matches matches)
      throws NativeException {
    List<Mechanism> missing =
        mechanisms.stream()
            .filter(m -> !(matches.protection().get(m.method()) instanceof Protection.Blessed))
            .toList();
    if (missing.isEmpty()) {
      already++;
      return;
    }
    Optional<Obstacle> obstacle = obstacle(file, status, matches, missing);
    if (obstacle.isPresent()) {
      note(obstacle.get());
    } else {
      candidates.add(new Candidate(matches.expected(), status, missing));
    }
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

  /** Files of one fault are told once a kind: the machine is what must change, not they. */
  private void note(Obstacle obstacle) {
    switch (obstacle.kind()) {
      case FILE -> refusals.add(obstacle.diagnostic());
      case PREREQUISITE ->
          prerequisites.putIfAbsent(obstacle.diagnostic().code(), obstacle.diagnostic());
    }
  }

  private void blessCandidates() throws MissingPrerequisiteException {
    Set<Inode> done = new HashSet<>();
    progress.begin("blessing", candidates.size());
    for (Candidate candidate : candidates) {
      progress.advance();
      // A second name of an inode that was just blessed, whose change time is now another.
      if (!done.add(Inode.of(candidate.status()))) {
        blessed++;
        continue;
      }
      Optional<Obstacle> obstacle = bless(candidate);
      if (obstacle.isEmpty()) {
        blessed++;
      } else if (obstacle.get().kind() == Obstacle.Kind.FILE) {
        refusals.add(obstacle.get().diagnostic());
      } else {
        throw new MissingPrerequisiteException(obstacle.get().diagnostic());
      }
    }
  }

  private Optional<Obstacle> bless(Candidate candidate) {
    Measurement expected = candidate.expected();
    try (FileDescriptor file = root.open(expected.path().bytes())) {
      if (!file.status().equals(candidate.status())) {
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      for (Mechanism mechanism : candidate.missing()) {
        Optional<Obstacle> obstacle = mechanism.bless(file, expected, candidate.status());
        if (obstacle.isPresent()) {
          return obstacle;
        }
      }
      return Optional.empty();
    } catch (NativeException e) {
      return Optional.of(BlesserProblems.failed(expected.path(), e));
    } catch (IOException e) {
      return Optional.of(
          e.getCause() instanceof NativeException cause
              ? BlesserProblems.failed(expected.path(), cause)
              : Obstacle.file(BlesserProblems.unreadable(expected.path(), e)));
    }
  }

  /**
   * A file that matches and still lacks something.
   *
   * @param expected by the manifest
   * @param status when it was appraised
   * @param missing how it is to be blessed
   */
  private record Candidate(Measurement expected, FileStatus status, List<Mechanism> missing) {}

  /** What names share when they are links to one file. */
  private record Inode(int device, long number) {
    static Inode of(FileStatus status) {
      return new Inode(status.kernelDevice(), status.inode());
    }
  }
}
