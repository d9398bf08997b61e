// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.UnblessReport;
import dev.sbomlock.blesser.Unblesser;
import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock unbless}: takes the attributes away that bless wrote. */
final class UnblessCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Removes security.ima, security.bpf.sbomlock, and portable signatures in security.evm, from"
              + " the accounted files.",
          "Their content is not compared. fs-verity cannot be removed: only a copy of the file is"
              + " without.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<Path> root =
      usage
          .option("--root")
          .takes("DIR", Path.class)
          .says("The directory that holds the files.")
          .required();

  private final Supplier<Optional<Path>> certificate =
      usage
          .option("--certificate")
          .takes("FILE", Path.class)
          .says(
              "Whose signatures to remove: the signer's X.509 certificate, PEM or DER. Without it"
                  + " only digests are removed, and signatures refused.")
          .optional();

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    Optional<Path> signer = certificate.get();
    Optional<Integer> keyId =
        signer.isEmpty() ? Optional.empty() : Optional.of(FileVerifier.read(signer.get()).keyId());
    UnblessReport report = Unblesser.unbless(trusted.read(manifest.get()), root.get(), keyId);
    console.diagnostics(report.refusals(), output.format());
    int refused = report.refusals().size();
    switch (output.format()) {
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
