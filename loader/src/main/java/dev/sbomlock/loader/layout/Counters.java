// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

/** Where a count stands in the map of counters: by hook, then by verdict, the lost events last. */
public final class Counters {

  /** The index of the events that found no room in the ring. */
  public static final int LOST = Hook.values().length * Verdict.values().length;

  private Counters() {}

  /** The index of a decision. */
  // The order of the constants is the numbering of bpf/sbomlock.h, and a test compares the two.
  @SuppressWarnings("EnumOrdinal")
  public static int index(Hook hook, Verdict verdict) {
    return hook.ordinal() * Verdict.values().length + verdict.ordinal();
  }
}
