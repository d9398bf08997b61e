// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import java.util.List;
import java.util.Locale;

/**
 * One thing in which two manifests differ.
 *
 * @param kind {@code subject}, {@code input}, {@code step}, {@code component}, {@code file} or
 *     {@code symlink}
 * @param name its path, label or file name
 * @param type whether only one of the manifests holds it
 * @param fields what changed of it, by name; when it was added or removed all that is said of it
 */
public record Change(String kind, String name, Type type, List<Field> fields) {

  /** Copies the list. */
  public Change {
    fields = List.copyOf(fields);
  }

  static Change of(Fact fact, Type type, List<Field> fields) {
    return new Change(fact.kind().name().toLowerCase(Locale.ROOT), fact.name(), type, fields);
  }

  /** Whether only one of two manifests holds something. */
  public enum Type {
    ADDED,
    REMOVED,
    CHANGED;

    /** The name that users read. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is said in one place.
   *
   * @param before empty when nothing was
   * @param after empty when nothing is
   */
  public record Field(String name, List<String> before, List<String> after) {

    /** Copies the lists. */
    public Field {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }
}
