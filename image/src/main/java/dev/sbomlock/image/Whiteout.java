// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.util.Optional;

/**
 * An entry that removes what lower layers hold (OCI image layer specification, "Whiteouts").
 *
 * @param entry its own path
 * @param path what is removed; where it is opaque, the directory all of whose content is
 * @param opaque whether it is about all that is in a directory
 */
record Whiteout(String entry, String path, boolean opaque) {

  private static final String PREFIX = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** Whether a path's last name is that of a whiteout, of whatever form. */
  static boolean isOne(String path) {
    return path.startsWith(PREFIX, path.lastIndexOf('/') + 1);
  }

  /** Whether a directory above has the name of a whiteout. */
  static boolean isBelowOne(String path) {
    int last = path.lastIndexOf('/');
    String above = last < 0 ? "" : path.substring(0, last + 1);
    return above.startsWith(PREFIX) || above.contains("/" + PREFIX);
  }

  /** The whiteout of that path, or empty when it has a form that no specification knows. */
  static Optional<Whiteout> of(String path) {
    int start = path.lastIndexOf('/') + 1;
    String name = path.substring(start);
    if (name.equals(OPAQUE)) {
      return Optional.of(new Whiteout(path, path.substring(0, Math.max(0, start - 1)), true));
    }
    String removed = name.substring(PREFIX.length());
    boolean known =
        !removed.isEmpty()
            && !removed.equals(".")
            && !removed.equals("..")
            && !removed.startsWith(PREFIX);
    return known
        ? Optional.of(new Whiteout(path, path.substring(0, start) + removed, false))
        : Optional.empty();
  }
}
