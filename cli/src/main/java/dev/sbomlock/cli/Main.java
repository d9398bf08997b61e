// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.List;

/** {@code sbomlock} with all its subcommands, for the desk and the pipeline. */
public final class Main implements Program.Root {

  private static final List<String> NAMES =
      List.of(
          "agent",
          "appraise",
          "attach",
          "bless",
          "compile",
          "diff",
          "doctor",
          "events",
          "explain",
          "export",
          "keygen",
          "load",
          "prepare-update",
          "pull",
          "push",
          "restore",
          "revoke",
          "sign",
          "status",
          "unbless",
          "unload",
          "update",
          "validate",
          "verify");

  private final NodeMain node = new NodeMain();

  Main() {}

  @Override
  public String description() {
    return "Compiles SBOMs into what the kernel enforces.";
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public Command command(String name) {
    return switch (name) {
      case "attach" -> new AttachCommand();
      case "compile" -> new CompileCommand();
      case "export" -> new ExportCommand();
      case "pull" -> new PullCommand();
      case "push" -> new PushCommand();
      case "sign" -> new SignCommand();
      case "validate" -> new ValidateCommand();
      default -> node.command(name);
    };
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Program.run(new Main(), arguments);
  }
}
