// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

/** What the process answers to its caller. */
final class ExitCode {

  static final int DONE = 0;

  /** Understood, and the answer is no: rejected, mismatched, contradicted. */
  static final int NO = 1;

  static final int USAGE = 2;

  /** The machine lacks a privilege, a kernel feature or a library. */
  static final int PREREQUISITE_MISSING = 3;

  /** A bug of ours. */
  static final int INTERNAL = 4;

  /** For every command's help. */
  static final String[] HELP = {
    "0:Done.",
    "1:Understood, and the answer is no: rejected, mismatched, contradicted.",
    "2:Wrong usage.",
    "3:A prerequisite is missing.",
    "4:Internal error."
  };

  private ExitCode() {}
}
