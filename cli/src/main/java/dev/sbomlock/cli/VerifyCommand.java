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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock verify}: whether a manifest is signed by a key and has not expired. */
@Command(
    name = "verify",
    description = {
      "Verifies that a key has signed a manifest, and that it has not expired.",
      "bless, appraise and load do the same with --manifest-key."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MANIFEST", description = "What 'sbomlock sign' wrote.")
  private Path manifest = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "PUBLICKEY",
      required = true,
      description = "The signer's public key, PEM.")
  private Path key = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    ManifestKey signer = ManifestKey.read(key);
    MeasurementManifest verified =
        new ManifestTrust(Optional.of(signer), LocalDate.now(ZoneOffset.UTC)).read(manifest);
    Validity validity = verified.validity().orElseThrow();
    Console console = Console.of(spec);
    switch (output.format) {
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
