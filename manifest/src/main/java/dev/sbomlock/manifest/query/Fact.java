// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import java.util.Comparator;

/**
 * Something that a manifest holds one of.
 *
 * @param kind what it is
 * @param name what people call it
 * @param distinction what tells it from others of that name; not shown
 */
record Fact(Kind kind, String name, String distinction) implements Comparable<Fact> {

  private static final Comparator<Fact> ORDER =
      Comparator.comparing(Fact::kind).thenComparing(Fact::name).thenComparing(Fact::distinction);

  @Override
  public int compareTo(Fact other) {
    return ORDER.compare(this, other);
  }

  /** In the order of an answer. */
  enum Kind {
    SUBJECT,
    INPUT,
    STEP,
    COMPONENT,
    FILE,
    SYMLINK
  }
}
