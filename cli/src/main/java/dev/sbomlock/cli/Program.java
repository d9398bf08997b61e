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
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

  /** {@code sbomlock} without an argument, and what may stand behind it. */
  interface Root {

    /** Classes annotated as commands. */
    List<Class<?>> subcommands();
  }

  /** Runs and ends the process. */
  static void run(Root root, String[] arguments) {
    int exit =
        commandLine(
                root,
                wanted(root, arguments),
                writer(FileDescriptor.out),
                writer(FileDescriptor.err))
            .execute(arguments);
    Runtime.getRuntime().exit(exit);
  }

  // picocli examines every subcommand it is given, which takes longer than most of them run.
  private static List<Class<?>> wanted(Root root, String[] arguments) {
    return root.subcommands().stream()
        .filter(type -> arguments.length > 0 && name(type).equals(arguments[0]))
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElseGet(root::subcommands);
  }

  private static String name(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(Command.class)).name();
  }

  /**
   * The command line with all its subcommands on the given streams; its {@code execute} gives the
   * exit code.
   */
  static CommandLine commandLine(Root root, PrintWriter out, PrintWriter err) {
    return commandLine(root, root.subcommands(), out, err);
  }

  private static CommandLine commandLine(
      Root root, List<Class<?>> subcommands, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(root);
    subcommands.forEach(line::addSubcommand);
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
