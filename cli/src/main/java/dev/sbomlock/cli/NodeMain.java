// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.List;
import picocli.CommandLine.Command;

/**
 * {@code sbomlock} with the subcommands that run as root on a node.
 *
 * <p>It stands apart from {@link Main} so that no SBOM library is on its class path.
 */
@Command(
    name = "sbomlock",
    description = "Blesses files and guards them in the kernel.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class NodeMain implements Program.Root {

  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          AgentCommand.class,
          AppraiseCommand.class,
          BlessCommand.class,
          DoctorCommand.class,
          EventsCommand.class,
          LoadCommand.class,
          PrepareUpdateCommand.class,
          RestoreCommand.class,
          RevokeCommand.class,
          StatusCommand.class,
          UnloadCommand.class,
          UpdateCommand.class);

  NodeMain() {}

  @Override
  public List<Class<?>> subcommands() {
    return SUBCOMMANDS;
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Program.run(new NodeMain(), arguments);
  }
}
