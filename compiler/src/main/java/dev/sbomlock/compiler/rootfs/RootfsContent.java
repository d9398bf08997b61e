// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A root file system in a directory. */
public final class RootfsContent implements Content {

  private final List<FoundFile> files;
  private final ContentTree tree;
  private final VerityParameters verity;
  private final int threads;
  private final Progress progress;

  RootfsContent(
      List<FoundFile> files,
      ContentTree tree,
      VerityParameters verity,
      int threads,
      Progress progress) {
    this.verity = verity;
    this.files = files;
    this.tree = tree;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Walks a directory, and measures nothing yet.
   *
   * @param verity how fs-verity digests are made
   * @param threads how many files to measure at a time
   * @param progress is told of the walk and of measuring
   * @throws RejectedException C040 when {@code root} is no directory, C041 for what cannot be read
   */
  public static RootfsContent walk(
      Path root, VerityParameters verity, int threads, Progress progress) throws RejectedException {
    return ContentWalker.walk(root, verity, threads, progress);
  }

  @Override
  public ContentTree tree() {
    return tree;
  }

  @Override
  public Optional<Subject> subject() {
    return Optional.empty();
  }

  @Override
  public List<MeasuredFile> measure(Map<ArtifactPath, Set<DigestAlgorithm>> others)
      throws RejectedException {
    return ContentMeasurer.measure(files, others, verity, threads, progress);
  }
}
