// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.function.Supplier;

/** The options about output that every command has. */
final class OutputOptions {

  private final Supplier<OutputFormat> format;
  private final Supplier<Boolean> verbose;

  OutputOptions(Options options) {
    format =
        options
            .option("--format")
            .takes("text|json", OutputFormat.class)
            .says("How to write the answer and the diagnostics (default: ${DEFAULT-VALUE}).")
            .otherwise("text");
    verbose = options.option("-v", "--verbose").says("Explain decisions on standard error.").flag();
  }

  OutputFormat format() {
    return format.get();
  }

  boolean verbose() {
    return verbose.get();
  }
}
