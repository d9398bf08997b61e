// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock update}: a signed change of a sealed guard's policy. */
@Command(
    name = "update",
    description = {
      "Hands a signed update to a guard that was sealed with --update-key.",
      "The kernel verifies the signature and the sequence number; it takes all of it, or none."
    },
    mixinStandardHelpOptions = true)
final class UpdateCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "UPDATE", description = "From 'sbomlock prepare-update'.")
  private Path update = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "SIGNATURE",
      description = "PKCS#7, detached, DER, by the key of --update-key: docs/UPDATES.md.")
  private Path signature = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    UpdateRecord taken = Loader.update(update, signature);
    UpdateReport.write(console, output.format, "took", taken);
    return ExitCode.DONE;
  }
}
