// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.Blesser;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock bless}: manifest and files in, blessed files out. */
final class BlessCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Makes files tell the kernel their digest: enables fs-verity or writes security.ima.",
          "Every accounted file is compared with the manifest first; when one does not match, none"
              + " is touched. What is blessed already stays as it is.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<Path> root =
      usage
          .option("--root")
          .takes("DIR", Path.class)
          .says("The directory that holds the files.")
          .required();

  private final Supplier<List<BlessMethod>> methods =
      usage
          .option("--method")
          .takes("fsverity|ima", BlessCommand::method)
          .says("How to bless; may be repeated to do both.")
          .requiredList();

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException, MissingPrerequisiteException {
    Console console = usage.console();
    BlessReport report =
        Blesser.bless(trusted.read(manifest.get()), root.get(), EnumSet.copyOf(methods.get()));
    console.diagnostics(report.refusals(), output.format());
    int refused = report.refusals().size();
    switch (output.format()) {
      case text ->
          console.data(
              Text.format(
                  "blessed %d, already %d, refused %d",
                  report.blessed(), report.already(), refused));
      case json ->
          console.json(
              json -> {
                json.writeNumberField("blessed", report.blessed());
                json.writeNumberField("already", report.already());
                json.writeNumberField("refused", refused);
              });
    }
    return refused == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private static BlessMethod method(String name) {
    for (BlessMethod method : BlessMethod.values()) {
      if (method.key().equals(name)) {
        return method;
      }
    }
    throw new IllegalArgumentException("expected 'fsverity' or 'ima', not '" + name + "'");
  }
}
