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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sbomlock bless}: manifest and files in, blessed files out. */
@Command(
    name = "bless",
    description = {
      "Makes files tell the kernel their digest: enables fs-verity or writes security.ima.",
      "Every accounted file is compared with the manifest first; when one does not match, none is"
          + " touched. What is blessed already stays as it is."
    },
    mixinStandardHelpOptions = true)
final class BlessCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MANIFEST", description = "What 'sbomlock compile -o' wrote.")
  private Path manifest = Path.of("");

  @Option(
      names = "--root",
      paramLabel = "DIR",
      required = true,
      description = "The directory that holds the files.")
  private Path root = Path.of("");

  @Option(
      names = "--method",
      paramLabel = "fsverity|ima",
      required = true,
      converter = MethodConverter.class,
      description = "How to bless; may be repeated to do both.")
  private List<BlessMethod> methods = List.of();

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException, MissingPrerequisiteException {
    Console console = Console.of(spec);
    BlessReport report = Blesser.bless(trusted.read(manifest), root, EnumSet.copyOf(methods));
    console.diagnostics(report.refusals(), output.format);
    int refused = report.refusals().size();
    switch (output.format) {
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

  /** Takes methods by their lower-case names. */
  private static final class MethodConverter implements ITypeConverter<BlessMethod> {

    @Override
    public BlessMethod convert(String name) {
      for (BlessMethod method : BlessMethod.values()) {
        if (method.key().equals(name)) {
          return method;
        }
      }
      throw new TypeConversionException("expected 'fsverity' or 'ima', not '" + name + "'");
    }
  }
}
