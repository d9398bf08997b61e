// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import java.time.LocalDate;

/**
 * One entry of the file of exceptions: somebody has looked at a file, or at a component's files,
 * and accepts that less is known of it than is required.
 *
 * @param scope which files it is for
 * @param reason why, in words
 * @param expires the first day on which it holds no more
 */
record Exemption(Scope scope, String reason, LocalDate expires) {

  /** Whether it holds no more on that day. */
  boolean expiredBy(LocalDate today) {
    return !today.isBefore(expires);
  }

  /**
   * Which files an exemption is for.
   *
   * @param kind how they are named
   * @param name the file's path below the root, or the component's purl
   */
  record Scope(Kind kind, String name) {

    @Override
    public String toString() {
      return kind == Kind.PATH ? "/" + name : name;
    }
  }

  /** How the files of an exemption are named. */
  enum Kind {
    PATH,
    PURL
  }
}
