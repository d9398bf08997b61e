// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.composefs;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a dump says of every kind of file.
 *
 * @param mode type and permission bits (st_mode)
 * @param links how many names it has; of a directory, two and its subdirectories
 * @param uid the owner
 * @param gid the owning group
 * @param attributes extended attributes, by their ASCII names; values are raw bytes
 */
public record DumpInode(
    int mode, long links, int uid, int gid, SortedMap<String, byte[]> attributes) {

  /** Copies the map. */
  public DumpInode {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** One of root's, without attributes. */
  public DumpInode(int mode, long links) {
    this(mode, links, 0, 0, Collections.emptySortedMap());
  }
}
