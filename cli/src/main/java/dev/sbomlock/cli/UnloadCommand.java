// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.RejectedException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sbomlock unload}: takes the guard away. */
@Command(
    name = "unload",
    description = "Takes the guard out of the kernel. Files stay blessed.",
    mixinStandardHelpOptions = true)
final class UnloadCommand implements Callable<Integer> {

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    Loader.unload();
    if (output.verbose) {
      Console.of(Objects.requireNonNull(spec)).note("the guard is gone; files stay blessed");
    }
    return ExitCode.DONE;
  }
}
