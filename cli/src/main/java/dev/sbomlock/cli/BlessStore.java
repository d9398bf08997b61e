// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.store.StoreBlesser;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.store.ContainerdStore;
import dev.sbomlock.image.store.ContainersStorage;
import dev.sbomlock.image.store.UnpackedImage;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code sbomlock bless --containerd} and {@code --podman}: layers that a runtime has unpacked. */
final class BlessStore {

  /** Whose store it is. */
  enum Kind {
    CONTAINERD,
    PODMAN
  }

  private final Kind kind;
  private final Path root;
  private final String image;
  private final String namespace;
  private final Optional<Platform> platform;

  /**
   * What the options ask for.
   *
   * @throws IllegalArgumentException when the platform cannot be understood, with the reason
   */
  BlessStore(Kind kind, Path root, String image, String namespace, Optional<String> platform) {
    this.kind = kind;
    this.root = root;
    this.image = image;
    this.namespace = namespace;
    this.platform = platform.map(Platform::parse);
  }

  /** Blesses, or only says what would be blessed. */
  BlessReport bless(
      MeasurementManifest manifest, BlessMethods methods, boolean dryRun, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    StoreBlesser.Request request =
        new StoreBlesser.Request(
            manifest, find(manifest), methods, Runtime.getRuntime().availableProcessors());
    return dryRun
        ? StoreBlesser.rehearse(request, progress)
        : StoreBlesser.bless(request, progress);
  }

  private UnpackedImage find(MeasurementManifest manifest) throws RejectedException {
    return switch (kind) {
      case CONTAINERD ->
          new ContainerdStore(root, namespace)
              .find(image, platform, Optional.of(manifest.subject().digest()));
      case PODMAN -> new ContainersStorage(root).find(image);
    };
  }
}
