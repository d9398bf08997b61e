// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.UnblessReport;
import dev.sbomlock.blesser.Unblesser;
import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock unbless}: takes the attributes away that bless wrote. */
@Command(
    name = "unbless",
    description = {
      "Removes security.ima, and portable signatures in security.evm, from the accounted files.",
      "Their content is not compared. fs-verity cannot be removed: only a copy of the file is without."
    },
    mixinStandardHelpOptions = true)
final class UnblessCommand implements Callable<Integer> {

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
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "Whose signatures to remove: the signer's X.509 certificate, PEM or DER. Without it only"
              + " digests are removed, and signatures refused.")
  private @Nullable Path certificate;

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(spec);
    Path signer = certificate;
    Optional<Integer> keyId =
        signer == null ? Optional.empty() : Optional.of(FileSigner.keyIdOf(signer));
    UnblessReport report = Unblesser.unbless(trusted.read(manifest), root, keyId);
    console.diagnostics(report.refusals(), output.format);
    int refused = report.refusals().size();
    switch (output.format) {
      case text -> {
        console.data(
            Text.format(
                "unblessed %d, nothing to remove %d, refused %d",
                report.removed(), report.nothing(), refused));
        if (report.verity() > 0) {
          console.note(
              Text.format(
                  "%d have fs-verity, which stays: to be without it, replace a file by a copy ('cp -p'"
                      + " and 'mv')",
                  report.verity()));
        }
      }
      case json ->
          console.json(
              json -> {
                json.writeNumberField("unblessed", report.removed());
                json.writeNumberField("nothing", report.nothing());
                json.writeNumberField("refused", refused);
                json.writeNumberField("fsverity", report.verity());
              });
    }
    return refused == 0 ? ExitCode.DONE : ExitCode.NO;
  }
}
