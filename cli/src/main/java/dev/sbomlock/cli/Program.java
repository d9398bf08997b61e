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
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
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

  static {
    // Converters that picocli finds by reflection, for a dozen types of java.time and java.sql.
    System.setProperty("picocli.converters.excludes", ".*");
  }

  private Program() {}

  /** {@code sbomlock} without an argument, and what may stand behind it. */
  interface Root {

    String description();

    /** What its subcommands are called. */
    List<String> names();

    /** A new command, by one of the names. */
    Command command(String name);
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

  // The others would be described, and their classes loaded, for nothing.
  static List<String> wanted(Root root, String[] arguments) {
    List<String> names = root.names();
    if (arguments.length == 0) {
      return names;
    }
    String first = arguments[0];
    if (arguments.length == 1 && (first.equals("--version") || first.equals("-V"))) {
      return List.of();
    }
    return names.contains(first) ? List.of(first) : names;
  }

  /**
   * The command line with all its subcommands on the given streams; its {@code execute} gives the
   * exit code.
   */
  static CommandLine commandLine(Root root, PrintWriter out, PrintWriter err) {
    return commandLine(root, root.names(), out, err);
  }

  private static CommandLine commandLine(
      Root root, List<String> names, PrintWriter out, PrintWriter err) {
    CommandSpec spec = new Usage(null, root.description()).spec();
    spec.name("sbomlock").versionProvider(new Version());
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    CommandLine line = new CommandLine(spec);
    for (String name : names) {
      line.addSubcommand(name, root.command(name).usage().spec());
    }
    line.registerConverter(Path.class, new Options.Reading<>(Path::of));
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setExecutionExceptionHandler(new Failures());
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
    for (CommandLine subcommand : line.getSubcommands().values()) {
      everyCommand(subcommand);
    }
  }

  /** Takes what commands throw. No lambda: Java archives no class this old that a lambda names. */
  private static final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine where, ParseResult parsed) {
      return explain(failure, where, parsed);
    }
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
    // Some commands have formats of their own; none but JSON concerns diagnostics.
    Object format = innermost.matchedOptionValue("--format", (Object) OutputFormat.text);
    return String.valueOf(format).equals(OutputFormat.json.name())
        ? OutputFormat.json
        : OutputFormat.text;
  }

  // The locale's charset would lose names that are not in it.
  private static PrintWriter writer(FileDescriptor stream) {
    OutputStream bytes = new FileOutputStream(stream);
    return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), true);
  }
}
