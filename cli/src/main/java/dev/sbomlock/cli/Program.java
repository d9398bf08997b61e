// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs a command line: parses it, calls the command, and turns its outcome into an exit code. */
final class Program {

  private static final Diagnostic INTERNAL =
      new Diagnostic(
          "X001",
          "sbomlock",
          "something happened that its authors did not foresee",
          "the command stopped",
          "Report the trace below with the command line; 'sbomlock doctor' may tell more.");

  private Program() {}

  /** Runs and ends the process. */
  static void run(Object command, String[] arguments) {
    int exit =
        commandLine(command, writer(FileDescriptor.out), writer(FileDescriptor.err))
            .execute(arguments);
    Runtime.getRuntime().exit(exit);
  }

  /** The command line on the given streams; its {@code execute} gives the exit code. */
  static CommandLine commandLine(Object command, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(command);
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setExecutionExceptionHandler((e, where, parsed) -> explain(e, where, parsed));
    everyCommand(line);
    return line;
  }

  private static void everyCommand(CommandLine line) {
    line.getCommandSpec()
        .exitCodeOnInvalidInput(ExitCode.USAGE)
        .exitCodeOnExecutionException(ExitCode.INTERNAL)
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(ExitCode.HELP));
    line.getSubcommands().values().forEach(Program::everyCommand);
  }

  private static int explain(Exception failure, CommandLine where, ParseResult parsed) {
    Console console = new Console(where.getOut(), where.getErr());
    OutputFormat format = format(parsed);
    if (failure instanceof RejectedException rejected) {
      console.diagnostics(rejected.diagnostics(), format);
      return ExitCode.NO;
    }
    if (failure instanceof MissingPrerequisiteException missing) {
      console.diagnostics(missing.diagnostics(), format);
      return ExitCode.PREREQUISITE_MISSING;
    }
    console.diagnostics(List.of(INTERNAL), format);
    failure.printStackTrace(where.getErr());
    where.getErr().flush();
    return ExitCode.INTERNAL;
  }

  private static OutputFormat format(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.matchedOptionValue("--format", OutputFormat.text);
  }

  // The locale's charset would lose names that are not in it.
  private static PrintWriter writer(FileDescriptor stream) {
    OutputStream bytes = new FileOutputStream(stream);
    return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), true);
  }
}
