// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * How a command is used: what it says of itself, and its options, of which every command has {@code
 * --help} and {@code --version}.
 *
 * <p>picocli would take as much from annotations, but needs more time to read those than most
 * commands run: docs/adr/0032-options-without-annotations.md.
 */
final class Usage implements Options {

  private final CommandSpec spec;

  /**
   * The usage of a command without options yet.
   *
   * @param command what is to be called, or null when that is up to its subcommands
   */
  Usage(@Nullable Command command, String... description) {
    spec = CommandSpec.wrapWithoutInspection(command);
    spec.usageMessage().description(description);
    add(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    add(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
  }

  @Override
  public void add(ArgSpec argument) {
    spec.add(argument);
  }

  /** The same for picocli. */
  CommandSpec spec() {
    return spec;
  }

  /** The streams to answer on. */
  Console console() {
    return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  /** What to throw when options are wrong together. */
  ParameterException wrong(String fact) {
    return new ParameterException(spec.commandLine(), fact);
  }
}
