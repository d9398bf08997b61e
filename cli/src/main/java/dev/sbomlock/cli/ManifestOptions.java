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
import java.util.function.Supplier;

/** The option that says whose manifests count. */
final class ManifestOptions {

  private final Supplier<Optional<Path>> key;

  ManifestOptions(Options options) {
    key =
        options
            .option("--manifest-key")
            .takes("PUBLICKEY", Path.class)
            .says(
                "Take only manifests that this key has signed, PEM. Without it, a signed manifest"
                    + " is refused, and an unsigned one is as good as whoever can write it.")
            .optional();
  }

  /** Reads a manifest, if it counts. */
  MeasurementManifest read(Path manifest) throws RejectedException {
    return trust().read(manifest);
  }

  /** What counts today. */
  ManifestTrust trust() throws RejectedException {
    Optional<Path> file = key.get();
    return new ManifestTrust(
        file.isEmpty() ? Optional.empty() : Optional.of(ManifestKey.read(file.get())),
        LocalDate.now(ZoneOffset.UTC));
  }
}
