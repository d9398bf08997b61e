// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.Surveyor.Finding;
import dev.sbomlock.blesser.Surveyor.Finding.Candidate;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.Root;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Blesses the accounted files of a manifest, all or none: every file is appraised and surveyed
 * first, and when one of them does not match or cannot be blessed, none is touched.
 *
 * <p>What is blessed already stays as it is, so that an interrupted run is simply repeated.
 */
public final class Blesser {

  private final Root root;
  private final Request request;
  private final Workers workers;

  private final Map<ArtifactPath, FileOutcome> outcomes = new HashMap<>();

  private Blesser(Root root, Request request) {
    this.root = root;
    this.request = request;
    this.workers = new Workers(request.threads());
  }

  /**
   * What to bless, and how.
   *
   * @param manifest names the files
   * @param root the directory that holds them
   * @param methods at least one, and the key of those that sign
   * @param threads how many files are looked at a time; the result is the same for any number
   */
  public record Request(
      MeasurementManifest manifest, Path root, BlessMethods methods, int threads) {}

  /**
   * Blesses each accounted file by each of the methods.
   *
   * @param progress is told of comparing and of blessing
   * @return what became of each file; with a refusal found before anything was touched, none was
   *     blessed
   * @throws RejectedException B001 when the root cannot be opened, B002 when the manifest has no
   *     accounted file
   * @throws MissingPrerequisiteException when a privilege is missing or the file system cannot do
   *     it; found before anything is touched wherever the kernel tells
   */
  public static BlessReport bless(Request request, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    return run(request, progress, (blesser, candidates) -> blesser.bless(candidates, progress));
  }

  /**
   * Does all that {@link #bless} does before it touches the first file, and no more.
   *
   * @return as of {@link #bless}, with the files that it would bless
   */
  public static BlessReport rehearse(Request request, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    return run(request, progress, Blesser::note);
  }

  /** What is done with the files that could be blessed. */
  private interface Step {
    void take(Blesser blesser, List<Candidate> candidates) throws MissingPrerequisiteException;
  }

  private static BlessReport run(Request request, Progress progress, Step step)
      throws RejectedException, MissingPrerequisiteException {
    List<Measurement> files = Appraiser.accounted(request.manifest());
    try (Root opened = Appraiser.open(request.root())) {
      Blesser blesser = new Blesser(opened, request);
      List<Candidate> candidates = blesser.survey(files, progress);
      if (!blesser.isRefused()) {
        step.take(blesser, candidates);
      }
      return BlessReport.of(request.manifest(), blesser.outcomes);
    }
  }

  /** Appraises all files and asks what would stand in the way; changes nothing. */
  private List<Candidate> survey(List<Measurement> files, Progress progress)
      throws MissingPrerequisiteException {
    progress.begin("comparing", files.size());
    List<Finding> findings =
        workers.each(
            files,
            () -> {
              Surveyor surveyor =
                  new Surveyor(root, request.methods(), request.manifest().verity());
              return counted(progress, surveyor::survey);
            });
    List<Candidate> candidates = new ArrayList<>();
    Map<String, Diagnostic> prerequisites = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      ArtifactPath path = files.get(i).path();
      Finding finding = findings.get(i);
      if (finding instanceof Candidate candidate) {
        candidates.add(candidate);
      } else if (finding instanceof Finding.Refused refused) {
        note(path, refused.obstacle(), prerequisites);
      } else {
        note(FileOutcome.already(path));
      }
    }
    if (!prerequisites.isEmpty()) {
      throw new MissingPrerequisiteException(List.copyOf(prerequisites.values()));
    }
    return candidates;
  }

  /** Files of one fault are told once a kind: the machine is what must change, not they. */
  private void note(ArtifactPath path, Obstacle obstacle, Map<String, Diagnostic> prerequisites) {
    Diagnostic diagnostic = obstacle.diagnostic();
    switch (obstacle.kind()) {
      case FILE -> note(FileOutcome.refused(path, diagnostic));
      case PREREQUISITE -> prerequisites.putIfAbsent(diagnostic.code(), diagnostic);
    }
  }

  private void note(FileOutcome outcome) {
    outcomes.put(outcome.path(), outcome);
  }

  private void note(List<Candidate> blessed) {
    blessed.forEach(candidate -> note(FileOutcome.blessed(candidate.expected().path())));
  }

  private boolean isRefused() {
    return outcomes.values().stream()
        .anyMatch(outcome -> outcome.result() == FileOutcome.Result.REFUSED);
  }

  private void bless(List<Candidate> candidates, Progress progress)
      throws MissingPrerequisiteException {
    List<List<Candidate>> inodes =
        List.copyOf(
            candidates.stream()
                .collect(
                    Collectors.groupingBy(
                        candidate -> Inode.of(candidate.status()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values());
    progress.begin("blessing", inodes.size());
    List<List<FileBlesser.Outcome>> done =
        workers.until(
            Blesser::isMachinesFault,
            inodes,
            () -> {
              FileBlesser files =
                  new FileBlesser(root, request.methods(), request.manifest().verity());
              return counted(progress, files::bless);
            });
    Map<String, Diagnostic> prerequisites = new LinkedHashMap<>();
    for (FileBlesser.Outcome outcome : done.stream().flatMap(List::stream).toList()) {
      ArtifactPath path = outcome.candidate().expected().path();
      if (outcome.obstacle().isPresent()) {
        note(path, outcome.obstacle().get(), prerequisites);
      } else {
        note(FileOutcome.blessed(path));
      }
    }
    if (!prerequisites.isEmpty()) {
      throw new MissingPrerequisiteException(prerequisites.values().iterator().next());
    }
  }

  private static boolean isMachinesFault(List<FileBlesser.Outcome> names) {
    return names.stream()
        .flatMap(name -> name.obstacle().stream())
        .anyMatch(obstacle -> obstacle.kind() == Obstacle.Kind.PREREQUISITE);
  }

  private static <T, R> Function<T, R> counted(Progress progress, Function<T, R> work) {
    return thing -> {
      R result = work.apply(thing);
      progress.advance();
      return result;
    };
  }

  /** What names share when they are links to one file. */
  private record Inode(int device, long number) {
    static Inode of(FileStatus status) {
      return new Inode(status.kernelDevice(), status.inode());
    }
  }
}
