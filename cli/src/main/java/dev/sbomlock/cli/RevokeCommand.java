// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.Recall;
import dev.sbomlock.loader.RunningFile;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock revoke}: from this moment a component's files run no more. */
@Command(
    name = "revoke",
    description = {
      "Denies, from this moment and with or without a gate, that the files of a component run.",
      "What runs them already is named and goes on, unless --kill ends it."
    },
    mixinStandardHelpOptions = true)
final class RevokeCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "COMPONENT",
      description =
          "The purl or name of a component of a loaded manifest, the absolute path of a file in it, or"
              + " its digest as 'sha256:HEX' or 'fsverity-sha256:HEX'.")
  private List<String> selectors = new ArrayList<>();

  @Option(names = "--kill", description = "End the processes that run such a file (SIGKILL).")
  private boolean kill;

  @Option(names = "--force", description = "Revoke even what init or sbomlock itself run.")
  private boolean force;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    Recall.Outcome outcome = Loader.revoke(selectors, force);
    if (kill) {
      outcome.running().stream().map(RunningFile::process).distinct().forEach(RevokeCommand::end);
    }
    RecallReport.write(console, output, "revoked", outcome);
    if (!kill && !outcome.running().isEmpty() && output.format == OutputFormat.text) {
      console.note("these still run: --kill ends them");
    }
    return ExitCode.DONE;
  }

  private static void end(long process) {
    if (process != ProcessHandle.current().pid()) {
      ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
