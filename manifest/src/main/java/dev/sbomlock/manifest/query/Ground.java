// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.Input;
import java.util.List;

/**
 * One reason for what is known of a file, down to the documents that give it.
 *
 * @param kind {@code component} or a kind of evidence
 * @param from the component's label, or the evidence's origin
 * @param documents of the manifest's inputs those that say so; none for what the measured content's
 *     own package database says
 */
public record Ground(String kind, String from, List<Input> documents) {

  /** Copies the list. */
  public Ground {
    documents = List.copyOf(documents);
  }
}
