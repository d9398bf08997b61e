// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Diagnostic;

/**
 * Why a file cannot be blessed.
 *
 * @param diagnostic the reason
 * @param kind whose fault it is
 */
record Obstacle(Diagnostic diagnostic, Kind kind) {

  enum Kind {
    /** The file is not as it must be: exit 1. */
    FILE,
    /** The machine lacks a privilege or a feature: exit 3. */
    PREREQUISITE
  }

  static Obstacle file(Diagnostic diagnostic) {
    return new Obstacle(diagnostic, Kind.FILE);
  }

  static Obstacle prerequisite(Diagnostic diagnostic) {
    return new Obstacle(diagnostic, Kind.PREREQUISITE);
  }
}
