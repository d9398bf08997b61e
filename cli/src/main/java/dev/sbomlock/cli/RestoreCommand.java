// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock restore}: a revoked component runs again. */
@Command(
    name = "restore",
    description = "Takes back what 'sbomlock revoke' did.",
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "COMPONENT", description = "As for 'sbomlock revoke'.")
  private List<String> selectors = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    RecallReport.write(
        Console.of(Objects.requireNonNull(spec)), output, "restored", Loader.restore(selectors));
    return ExitCode.DONE;
  }
}
