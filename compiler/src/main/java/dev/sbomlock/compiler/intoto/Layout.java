// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.intoto.ArtifactRule.Side;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the owner of a product demands of its supply chain.
 *
 * @param expires from when on it demands nothing any more
 * @param steps at least one, in the owner's order
 * @param inspections names of commands to run at the end
 */
record Layout(Instant expires, List<Step> steps, List<String> inspections) {

  /** Copies the lists. */
  Layout {
    steps = List.copyOf(steps);
    inspections = List.copyOf(inspections);
  }

  /**
   * One step.
   *
   * @param name also the beginning of its links' file names
   * @param functionaries who may carry it out, each key once
   * @param threshold how many of them must have
   * @param rules on both sides
   */
  record Step(
      String name,
      List<FunctionaryKey> functionaries,
      int threshold,
      Map<Side, List<ArtifactRule>> rules) {

    /** Copies the collections. */
    Step {
      functionaries = List.copyOf(functionaries);
      rules = Map.copyOf(rules);
    }
  }
}
