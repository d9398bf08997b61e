// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a request demands less of than of the rest, and until when.
 *
 * @param allowUnmeasured purls or names of components whose files nobody can measure
 * @param exceptions the reviewed file of exceptions, as docs/EXCEPTIONS.md specifies it
 * @param today the day that decides which exceptions have expired; it stands in no output
 */
public record Leniency(List<String> allowUnmeasured, Optional<Path> exceptions, LocalDate today) {

  /** The same demands of everything. */
  public static final Leniency NONE = new Leniency(List.of(), Optional.empty(), LocalDate.EPOCH);

  /** Copies the list. */
  public Leniency {
    allowUnmeasured = List.copyOf(allowUnmeasured);
  }
}
