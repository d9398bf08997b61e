// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.Diagnostic;
import java.io.IOException;
import java.nio.file.Path;

/** What can be wrong with files that options name; docs/ERRORS.md explains each. */
final class FileProblems {

  private FileProblems() {}

  static Diagnostic unreadable(Path file, IOException failure) {
    return new Diagnostic(
        "X002",
        "'" + file + "'",
        "it cannot be read: " + failure,
        "nothing was done with it",
        "Pass a file that exists and that this user may read.");
  }

  static Diagnostic unwritable(Path file, IOException failure) {
    return new Diagnostic(
        "X003",
        "'" + file + "'",
        "it cannot be written: " + failure,
        "nothing was written",
        "Name a file in a directory that exists and that this user may write to.");
  }
}
