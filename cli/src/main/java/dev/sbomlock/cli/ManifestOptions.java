// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.ManifestKey;
import dev.sbomlock.manifest.signing.ManifestTrust;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says whose manifests count. */
final class ManifestOptions {

  @Option(
      names = "--manifest-key",
      paramLabel = "PUBLICKEY",
      description =
          "Take only manifests that this key has signed, PEM. Without it, a signed manifest is"
              + " refused, and an unsigned one is as good as whoever can write it.")
  private @Nullable Path key;

  /** Reads a manifest, if it counts. */
  MeasurementManifest read(Path manifest) throws RejectedException {
    return trust().read(manifest);
  }

  /** What counts today. */
  ManifestTrust trust() throws RejectedException {
    Path file = key;
    return new ManifestTrust(
        file == null ? Optional.empty() : Optional.of(ManifestKey.read(file)),
        LocalDate.now(ZoneOffset.UTC));
  }
}
