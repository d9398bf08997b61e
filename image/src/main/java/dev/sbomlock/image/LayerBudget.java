// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.util.concurrent.atomic.AtomicLong;

/** How many entries all layers of an image together may still have; for any number of threads. */
final class LayerBudget {

  private final AtomicLong entries;

  LayerBudget(long entries) {
    this.entries = new AtomicLong(entries);
  }

  /** Whether there may be one more entry. */
  boolean takeEntry() {
    return entries.decrementAndGet() >= 0;
  }
}
