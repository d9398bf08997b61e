// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the layers of an image, several at a time, and applies them in order. */
final class LayerApplier {

  private LayerApplier() {}

  /**
   * Reads and applies.
   *
   * @param algorithms what to compute of each file beside the usual
   * @throws RejectedException with what is wrong with any layer
   */
  static LayerStack apply(
      List<Layer> layers, Set<DigestAlgorithm> algorithms, int threads, ImageLimits limits)
      throws RejectedException {
    LayerBudget budget = new LayerBudget(limits.entries(), ImageLimits.KEPT_SIZE);
    // A layer keeps two threads busy.
    ExecutorService pool = Executors.newFixedThreadPool((threads + 1) / 2);
    try {
      List<Future<List<LayerEntry>>> reading = new ArrayList<>();
      for (Layer layer : layers) {
        reading.add(pool.submit(() -> new LayerReader(algorithms, budget, limits).read(layer)));
      }
      return apply(layers, reading);
    } finally {
      pool.shutdownNow();
    }
  }

  private static LayerStack apply(List<Layer> layers, List<Future<List<LayerEntry>>> reading)
      throws RejectedException {
    LayerStack stack = new LayerStack();
    List<Diagnostic> problems = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      try {
        List<LayerEntry> entries = reading.get(i).get();
        if (problems.isEmpty()) {
          stack.apply(layers.get(i).blob().name(), entries);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while layers were read", e);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RejectedException refused)) {
          throw new IllegalStateException("reading a layer failed", e.getCause());
        }
        problems.addAll(refused.diagnostics());
      }
    }
    problems.addAll(stack.problems());
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return stack;
  }
}
