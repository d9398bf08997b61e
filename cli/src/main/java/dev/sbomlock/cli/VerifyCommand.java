// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.Validity;
import dev.sbomlock.manifest.signing.ManifestKey;
import dev.sbomlock.manifest.signing.ManifestTrust;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock verify}: whether a manifest is signed by a key and has not expired. */
final class VerifyCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Verifies that a key has signed a manifest, and that it has not expired.",
          "bless, appraise and load do the same with --manifest-key.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock sign' wrote.");

  private final Supplier<Path> key =
      usage
          .option("--key")
          .takes("PUBLICKEY", Path.class)
          .says("The signer's public key, PEM.")
          .required();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    ManifestKey signer = ManifestKey.read(key.get());
    MeasurementManifest verified =
        new ManifestTrust(Optional.of(signer), LocalDate.now(ZoneOffset.UTC)).read(manifest.get());
    Validity validity = verified.validity().orElseThrow();
    Console console = usage.console();
    switch (output.format()) {
      case text ->
          console.data(
              Text.format(
                  "verified '%s', version %d, until %s: signed by '%s'",
                  verified.subject().name(),
                  validity.version(),
                  validity.expires(),
                  signer.name()));
      case json ->
          console.json(
              json -> {
                json.writeStringField("subject", verified.subject().name());
                json.writeNumberField("version", validity.version());
                json.writeStringField("expires", validity.expires().toString());
              });
    }
    return ExitCode.DONE;
  }
}
