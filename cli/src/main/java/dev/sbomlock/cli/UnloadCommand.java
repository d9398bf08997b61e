// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.RejectedException;

/** {@code sbomlock unload}: takes the guard away. */
final class UnloadCommand implements Command {

  private final Usage usage =
      new Usage(this, "Takes the guard out of the kernel. Files stay blessed.");

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Loader.unload();
    if (output.verbose()) {
      usage.console().note("the guard is gone; files stay blessed");
    }
    return ExitCode.DONE;
  }
}
