// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code sbomlock} with all its subcommands, for the desk and the pipeline. */
@Command(
    name = "sbomlock",
    description = "Compiles SBOMs into what the kernel enforces.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Program.Root {

  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          AgentCommand.class,
          AppraiseCommand.class,
          BlessCommand.class,
          CompileCommand.class,
          DoctorCommand.class,
          EventsCommand.class,
          ExportCommand.class,
          LoadCommand.class,
          PrepareUpdateCommand.class,
          RestoreCommand.class,
          RevokeCommand.class,
          StatusCommand.class,
          UnloadCommand.class,
          UpdateCommand.class);

  Main() {}

  @Override
  public List<Class<?>> subcommands() {
    return SUBCOMMANDS;
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Program.run(new Main(), arguments);
  }
}
