// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import java.util.concurrent.atomic.AtomicLong;

/** What all layers of an image together may still take; for any number of threads. */
final class LayerBudget {

  private final AtomicLong entries;
  private final AtomicLong kept;

  LayerBudget(long entries, long kept) {
    this.entries = new AtomicLong(entries);
    this.kept = new AtomicLong(kept);
  }

  /** Whether there may be one more entry. */
  boolean takeEntry() {
    return entries.decrementAndGet() >= 0;
  }

  /** Whether so many bytes more may be kept in memory. */
  boolean takeKept(long bytes) {
    if (kept.addAndGet(-bytes) >= 0) {
      return true;
    }
    kept.addAndGet(bytes);
    return false;
  }
}
