// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import java.util.function.Supplier;

/** Is told why the compiler decided as it did, in an order that is always the same. */
public interface Decisions {

  /** Tells nobody. */
  Decisions NONE = sentence -> {};

  /**
   * One decision.
   *
   * @param sentence says it; asked for only where somebody listens
   */
  void say(Supplier<String> sentence);
}
