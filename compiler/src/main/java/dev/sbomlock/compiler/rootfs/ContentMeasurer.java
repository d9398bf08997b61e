// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures all files of a tree, several at a time; the result does not depend on how many. */
final class ContentMeasurer {

  private static final int MAX_PROBLEMS = 100;

  private final List<FoundFile> files;
  private final Map<ArtifactPath, Set<DigestAlgorithm>> others;
  private final @Nullable MeasuredFile[] measured;
  private final List<Diagnostic> problems = new ArrayList<>();
  private final VerityParameters verity;
  private final Progress progress;
  private final AtomicInteger next = new AtomicInteger();
  private final int[] order;

  private ContentMeasurer(
      List<FoundFile> files,
      Map<ArtifactPath, Set<DigestAlgorithm>> others,
      VerityParameters verity,
      Progress progress) {
    this.verity = verity;
    this.progress = progress;
    this.files = files.stream().sorted(Comparator.comparing(FoundFile::path)).toList();
    this.others = others;
    this.measured = new MeasuredFile[files.size()];
    this.order = order();
  }

  /** Large files first: one that comes last keeps a single thread busy. The others as they lie. */
  private int[] order() {
    IntPredicate large = i -> files.get(i).state().size() >= ContentDigester.LARGE;
    return IntStream.concat(
            IntStream.range(0, files.size()).filter(large),
            IntStream.range(0, files.size()).filter(large.negate()))
        .toArray();
  }

  /**
   * Measures.
   *
   * @param others what to compute beside the usual, by file
   * @param verity how fs-verity digests are made
   * @param threads how many files at a time; each takes about 1 MiB
   * @return the files by path
   * @throws RejectedException with every file that could not be read or changed meanwhile
   */
  static List<MeasuredFile> measure(
      List<FoundFile> files,
      Map<ArtifactPath, Set<DigestAlgorithm>> others,
      VerityParameters verity,
      int threads,
      Progress progress)
      throws RejectedException {
    ContentMeasurer measurer = new ContentMeasurer(files, others, verity, progress);
    progress.begin("measuring", files.size());
    measurer.run(threads);
    if (!measurer.problems.isEmpty()) {
      measurer.problems.sort(Comparator.comparing(Diagnostic::place));
      throw new RejectedException(measurer.problems);
    }
    return List.of(
        Arrays.copyOf(measurer.measured, measurer.measured.length, MeasuredFile[].class));
  }

  private void run(int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(this::work));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("measuring failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void work() {
    FileMeasurer measurer = new FileMeasurer(verity);
    for (int n = next.getAndIncrement(); n < order.length; n = next.getAndIncrement()) {
      int i = order[n];
      FoundFile file = files.get(i);
      try {
        measured[i] = measurer.measure(file, others.getOrDefault(file.path(), Set.of()));
        progress.advance();
      } catch (RejectedException e) {
        synchronized (problems) {
          problems.addAll(e.diagnostics());
          if (problems.size() >= MAX_PROBLEMS) {
            return;
          }
        }
      }
    }
  }
}
