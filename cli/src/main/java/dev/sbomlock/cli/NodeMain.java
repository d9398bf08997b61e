// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.posix.LibCryptoProvider;
import java.util.List;

/**
 * {@code sbomlock} with the subcommands that run as root on a node.
 *
 * <p>It stands apart from {@link Main} so that no SBOM library is on its class path.
 */
public final class NodeMain implements Program.Root {

  private static final List<String> NAMES =
      List.of(
          "agent",
          "appraise",
          "bless",
          "diff",
          "doctor",
          "events",
          "explain",
          "keygen",
          "load",
          "prepare-update",
          "restore",
          "revoke",
          "status",
          "unbless",
          "unload",
          "update",
          "verify");

  NodeMain() {}

  @Override
  public String description() {
    return "Blesses files and guards them in the kernel.";
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public Command command(String name) {
    return switch (name) {
      case "agent" -> new AgentCommand();
      case "appraise" -> new AppraiseCommand();
      case "bless" -> new BlessCommand();
      case "doctor" -> new DoctorCommand();
      case "events" -> new EventsCommand();
      case "keygen" -> new KeygenCommand();
      case "load" -> new LoadCommand();
      case "prepare-update" -> new PrepareUpdateCommand();
      case "restore" -> new RestoreCommand();
      case "revoke" -> new RevokeCommand();
      case "status" -> new StatusCommand();
      case "unbless" -> new UnblessCommand();
      case "unload" -> new UnloadCommand();
      case "update" -> new UpdateCommand();
      case "diff" -> new DiffCommand();
      case "explain" -> new ExplainCommand();
      case "verify" -> new VerifyCommand();
      default -> throw new IllegalArgumentException("no command is called '" + name + "'");
    };
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Hashing.prefer(new LibCryptoProvider());
    Program.run(new NodeMain(), arguments);
  }
}
