// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.List;
import java.util.TreeSet;

/** Lists in ascending order, each entry once. */
final class Sorted {

  private Sorted() {}

  /** The entries in that order; a list that cannot change and has it already is not copied. */
  static <T extends Comparable<T>> List<T> copyOf(List<T> list) {
    for (int i = 1; i < list.size(); i++) {
      if (list.get(i - 1).compareTo(list.get(i)) >= 0) {
        return List.copyOf(new TreeSet<>(list));
      }
    }
    return List.copyOf(list);
  }
}
