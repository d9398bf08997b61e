// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** {@code sbomlock update}: a signed change of a sealed guard's policy. */
final class UpdateCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Hands a signed update to a guard that was sealed with --update-key.",
          "The kernel verifies the signature and the sequence number; it takes all of it, or"
              + " none.");

  private final Supplier<Path> update =
      usage.parameter("UPDATE", Path.class, "From 'sbomlock prepare-update'.");

  private final Supplier<Path> signature =
      usage.parameter(
          "SIGNATURE",
          Path.class,
          "PKCS#7, detached, DER, by the key of --update-key: docs/UPDATES.md.");

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    UpdateRecord taken = Loader.update(update.get(), signature.get());
    UpdateReport.write(console, output.format(), "took", taken);
    return ExitCode.DONE;
  }
}
