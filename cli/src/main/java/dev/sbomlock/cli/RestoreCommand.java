// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock restore}: a revoked component runs again. */
final class RestoreCommand implements Command {

  private final Usage usage = new Usage(this, "Takes back what 'sbomlock revoke' did.");

  private final Supplier<List<String>> selectors =
      usage.parameters("1..*", "COMPONENT", String.class, "As for 'sbomlock revoke'.");

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    RecallReport.write(usage.console(), output, "restored", Loader.restore(selectors.get()));
    return ExitCode.DONE;
  }
}
