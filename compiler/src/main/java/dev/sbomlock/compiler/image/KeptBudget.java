// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of an image's files may still be kept in memory; for any number of threads. */
final class KeptBudget {

  /** Bytes of small files that are kept to be read, such as package databases. */
  static final long SIZE = 256L << 20;

  private final AtomicLong left = new AtomicLong(SIZE);

  /** Whether so many bytes more may be kept. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }
}
