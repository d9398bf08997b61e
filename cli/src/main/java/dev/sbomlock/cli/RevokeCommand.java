// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.Recall;
import dev.sbomlock.loader.RunningFile;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock revoke}: from this moment a component's files run no more. */
final class RevokeCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Denies, from this moment and with or without a gate, that the files of a component run.",
          "What runs them already is named and goes on, unless --kill ends it.");

  private final Supplier<List<String>> selectors =
      usage.parameters(
          "1..*",
          "COMPONENT",
          String.class,
          "The purl or name of a component of a loaded manifest, the absolute path of a file in it,"
              + " or its digest as 'sha256:HEX' or 'fsverity-sha256:HEX'.");

  private final Supplier<Boolean> kill =
      usage.option("--kill").says("End the processes that run such a file (SIGKILL).").flag();

  private final Supplier<Boolean> force =
      usage.option("--force").says("Revoke even what init or sbomlock itself run.").flag();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    Recall.Outcome outcome = Loader.revoke(selectors.get(), force.get());
    if (kill.get()) {
      outcome.running().stream().map(RunningFile::process).distinct().forEach(RevokeCommand::end);
    }
    RecallReport.write(console, output, "revoked", outcome);
    if (!kill.get() && !outcome.running().isEmpty() && output.format() == OutputFormat.text) {
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
