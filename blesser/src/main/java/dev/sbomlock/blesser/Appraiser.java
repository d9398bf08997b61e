// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.manifest.ContentHasher;
import dev.sbomlock.manifest.ContentHasher.Hashed;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.FileType;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compares the accounted files of a manifest with what lies below a root, and changes nothing.
 * Nothing is reached through a symbolic link below the root, for a manifest names each file by its
 * own path.
 */
public final class Appraiser {

  /** Verdicts are told after so many files. */
  private static final int AT_A_TIME = 4096;

  private final ContentHasher hasher = new ContentHasher();
  private final List<? extends Inspector> inspectors;

  Appraiser(List<? extends Inspector> inspectors) {
    this.inspectors = inspectors;
  }

  /** For whatever a file holds that can be judged with that key's public half, or without any. */
  private static Appraiser of(Optional<FileVerifier> verifier) {
    List<Inspector> inspectors = new ArrayList<>();
    Inspector ima = new ImaInspector(verifier);
    inspectors.add(new FsverityInspector());
    inspectors.add(ima);
    verifier.ifPresent(key -> inspectors.add(new EvmInspector(ima, key)));
    verifier.ifPresent(key -> inspectors.add(new BpfInspector(key)));
    return new Appraiser(inspectors);
  }

  /**
   * Appraises each accounted file, by path.
   *
   * @param verifier whose signatures are judged; others' are {@link Protection.Foreign}
   * @param threads how many files are looked at a time
   * @param verdicts takes the appraisals, in the order of the manifest
   * @return how many files were appraised
   * @throws RejectedException B001 when the root cannot be opened, B002 when the manifest has no
   *     accounted file
   */
  public static int appraise(
      MeasurementManifest manifest,
      Path root,
      Optional<FileVerifier> verifier,
      int threads,
      Consumer<Appraisal> verdicts)
      throws RejectedException {
    List<Measurement> files = accounted(manifest);
    Workers workers = new Workers(threads);
    try (Root opened = open(root)) {
      for (int from = 0; from < files.size(); from += AT_A_TIME) {
        List<Measurement> some = files.subList(from, Math.min(from + AT_A_TIME, files.size()));
        workers
            .each(
                some,
                () -> {
                  Appraiser appraiser = of(verifier);
                  return file -> appraiser.appraise(opened, file, (open, status, matches) -> {});
                })
            .forEach(verdicts);
      }
    }
    return files.size();
  }

  /**
   * The files that may be blessed, at least one.
   *
   * @throws RejectedException B002 when there is none
   */
  public static List<Measurement> accounted(MeasurementManifest manifest) throws RejectedException {
    List<Measurement> files = manifest.filesOf(Status.ACCOUNTED);
    if (files.isEmpty()) {
      throw new RejectedException(BlesserProblems.nothingAccounted(manifest.subject().name()));
    }
    return files;
  }

  /**
   * The directory that holds the files.
   *
   * @throws RejectedException B001 when it cannot be opened
   */
  public static Root open(Path root) throws RejectedException {
    try {
      return Root.open(root);
    } catch (NativeException e) {
      throw new RejectedException(BlesserProblems.noRoot(root, e));
    }
  }

  /** Appraises one file; one that matches is shown to {@code onMatch} while it is still open. */
  Appraisal appraise(Root root, Measurement expected, OnMatch onMatch) {
    byte[] path = expected.path().bytes();
    try {
      // Only what is known to be a regular file is opened: opening a device can have effects.
      try (FileDescriptor located = root.locate(path)) {
        FileType type = located.status().type();
        if (type != FileType.REGULAR) {
          return new Appraisal.NotRegular(expected, "a " + type.description());
        }
      }
      try (FileDescriptor file = root.open(path)) {
        return appraise(file, expected, onMatch);
      }
    } catch (NativeException e) {
      return unreachable(expected, e);
    } catch (IOException e) {
      return e.getCause() instanceof NativeException cause
          ? unreachable(expected, cause)
          : new Appraisal.Unreadable(expected, String.valueOf(e.getMessage()), false);
    }
  }

  private Appraisal appraise(FileDescriptor file, Measurement expected, OnMatch onMatch)
      throws NativeException, IOException {
    FileStatus status = file.status();
    if (status.type() != FileType.REGULAR) {
      return new Appraisal.NotRegular(expected, "a " + status.type().description());
    }
    Hashed actual = hasher.hash(file.content());
    Optional<Appraisal> mismatch = Appraisal.mismatch(expected, actual, status.permissions());
    if (mismatch.isPresent()) {
      return mismatch.get();
    }
    Map<BlessMethod, Protection> protection = new EnumMap<>(BlessMethod.class);
    for (Inspector inspector : inspectors) {
      protection.put(inspector.method(), inspector.protection(file, expected));
    }
    Appraisal.Matches matches = new Appraisal.Matches(expected, protection);
    onMatch.accept(file, status, matches);
    return matches;
  }

  private static Appraisal unreachable(Measurement expected, NativeException failure) {
    return switch (failure.errno()) {
      case ENOENT, ENOTDIR -> new Appraisal.Absent(expected);
      case ELOOP ->
          new Appraisal.NotRegular(expected, "a symbolic link, there or on the way there");
      case EACCES, EPERM -> unreadable(expected, failure, true);
      default -> unreadable(expected, failure, false);
    };
  }

  private static Appraisal unreadable(
      Measurement expected, NativeException failure, boolean permission) {
    return new Appraisal.Unreadable(
        expected, failure.call() + " answered " + failure.reason(), permission);
  }

  /** Sees a file that matches, while it is open. */
  interface OnMatch {
    void accept(FileDescriptor file, FileStatus status, Appraisal.Matches matches)
        throws NativeException;
  }
}
