// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Reads the layers of an image, several at a time, and applies them in order. */
public final class LayerApplier {

  private LayerApplier() {}

  /**
   * Reads and applies.
   *
   * @param visitors what sees each layer, by its index
   * @param threads how many to keep busy
   * @return what is there in the end, by path
   * @throws RejectedException with what is wrong with any layer
   */
  public static <T> List<LayerEntry<T>> apply(
      List<Layer> layers, IntFunction<LayerVisitor<T>> visitors, int threads)
      throws RejectedException {
    return apply(layers, visitors, threads, ImageLimits.DEFAULT);
  }

  /** How many layers are read at a time with so many threads: each keeps two of them busy. */
  public static int layersAtATime(int threads) {
    return (threads + 1) / 2;
  }

  static <T> List<LayerEntry<T>> apply(
      List<Layer> layers, IntFunction<LayerVisitor<T>> visitors, int threads, ImageLimits limits)
      throws RejectedException {
    LayerBudget budget = new LayerBudget(limits.entries());
    ExecutorService pool = Executors.newFixedThreadPool(layersAtATime(threads));
    try {
      List<Future<List<LayerEntry<T>>>> reading = new ArrayList<>();
      for (int i = 0; i < layers.size(); i++) {
        Layer layer = layers.get(i);
        LayerVisitor<T> visitor = visitors.apply(i);
        reading.add(pool.submit(() -> new LayerReader<>(visitor, budget, limits).read(layer)));
      }
      return apply(layers, reading);
    } finally {
      pool.shutdownNow();
    }
  }

  private static <T> List<LayerEntry<T>> apply(
      List<Layer> layers, List<Future<List<LayerEntry<T>>>> reading) throws RejectedException {
    LayerStack<T> stack = new LayerStack<>();
    List<Diagnostic> problems = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      try {
        List<LayerEntry<T>> entries = reading.get(i).get();
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
    return List.copyOf(stack.entries());
  }
}
