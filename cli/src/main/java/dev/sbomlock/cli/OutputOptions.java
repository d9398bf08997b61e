// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import picocli.CommandLine.Option;

/** The options about output that every command has. */
final class OutputOptions {

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How to write the answer and the diagnostics (default: ${DEFAULT-VALUE}).")
  OutputFormat format = OutputFormat.text;

  @Option(
      names = {"-v", "--verbose"},
      description = "Explain decisions on standard error.")
  boolean verbose;
}
