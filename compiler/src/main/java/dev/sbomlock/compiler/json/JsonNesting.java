// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects and arrays that are open, and the names that each object has had so far. */
final class JsonNesting {

  private final Level[] levels;
  private int depth;

  /** Of at most {@code deepest} levels. */
  JsonNesting(int deepest) {
    this.levels = new Level[deepest];
    Arrays.setAll(levels, i -> new Level());
  }

  int depth() {
    return depth;
  }

  /** Whether no further level may be entered. */
  boolean isFull() {
    return depth == levels.length;
  }

  boolean inObject() {
    return depth > 0 && levels[depth - 1].object;
  }

  void enter(boolean object) {
    levels[depth].start(object);
    depth++;
  }

  void leave() {
    depth--;
  }

  /** Notes a name of the innermost object and says whether it is its first of that name. */
  boolean isNew(String name) {
    return levels[depth - 1].add(name);
  }

  private static final class Level {

    private static final String[] NONE = {};

    /** So few names are faster compared than hashed. */
    private static final int FEW = 16;

    private String[] few = NONE;
    private boolean object;
    private int count;
    private @Nullable Set<String> many;

    void start(boolean object) {
      this.object = object;
      count = 0;
      many = null;
    }

    boolean add(String name) {
      if (many != null) {
        return many.add(name);
      }
      for (int i = 0; i < count; i++) {
        if (few[i].equals(name)) {
          return false;
        }
      }
      if (count == FEW) {
        many = new HashSet<>(Arrays.asList(few));
        return many.add(name);
      }
      if (few == NONE) {
        few = new String[FEW];
      }
      few[count++] = name;
      return true;
    }
  }
}
