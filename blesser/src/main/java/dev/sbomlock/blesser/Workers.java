// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Does the same with each of many things on several threads. The results stand in the order of the
 * things, whatever the number of threads.
 */
public final class Workers {

  private final int threads;

  /** That many threads, at least one. */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("work takes a thread");
    }
    this.threads = threads;
  }

  /**
   * What comes of each thing.
   *
   * @param worker makes what one thread does with the things that it gets
   */
  public <T, R> List<R> each(List<T> things, Supplier<Function<T, R>> worker) {
    return until(result -> false, things, worker);
  }

  /**
   * What comes of the things up to one of whose results {@code last} is true: once there is one, no
   * other thing is begun. They are begun in their order, and what is begun is finished, so the
   * first such result is the same for any number of threads.
   */
  <T, R> List<R> until(Predicate<R> last, List<T> things, Supplier<Function<T, R>> worker) {
    Work<T, R> work = new Work<>(things, last);
    int helpers = Math.min(threads, things.size()) - 1;
    if (helpers < 1) {
      work.run(worker.get());
      return work.results();
    }
    ExecutorService pool = Executors.newFixedThreadPool(helpers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < helpers; i++) {
        running.add(pool.submit(() -> work.run(worker.get())));
      }
      work.run(worker.get());
      for (Future<?> helper : running) {
        helper.get();
      }
      return work.results();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at work", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a thread failed", e.getCause());
    } finally {
      work.stop();
      pool.shutdown();
    }
  }

  /** The things, and how far they are done. */
  private static final class Work<T, R> {

    private final List<T> things;
    private final Predicate<R> last;
    private final AtomicReferenceArray<R> results;
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean stopped;

    Work(List<T> things, Predicate<R> last) {
      this.things = things;
      this.last = last;
      this.results = new AtomicReferenceArray<>(things.size());
    }

    void run(Function<T, R> worker) {
      while (!stopped) {
        int index = next.getAndIncrement();
        if (index >= things.size()) {
          return;
        }
        R result = worker.apply(things.get(index));
        results.set(index, result);
        if (last.test(result)) {
          stop();
        }
      }
    }

    void stop() {
      stopped = true;
    }

    List<R> results() {
      List<R> done = new ArrayList<>();
      for (int i = 0; i < results.length(); i++) {
        Optional.ofNullable(results.get(i)).ifPresent(done::add);
      }
      return done;
    }
  }
}
