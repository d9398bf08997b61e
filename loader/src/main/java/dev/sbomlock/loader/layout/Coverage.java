// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

/** How a gate covers what lies behind it, in the order of {@code enum sbomlock_coverage}. */
public enum Coverage {
  UNCOVERED,
  /** It only tells what it would deny. */
  WATCHED,
  GATED,
  /** A task that may use bpf(2): no gate is loaded so. */
  ENTRUSTED;

  static Coverage of(int number) {
    return values()[number];
  }

  /** Its number there. */
  @SuppressWarnings("EnumOrdinal") // A test compares the order with the kernel's.
  public int number() {
    return ordinal();
  }
}
