// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;
import java.util.Optional;

/**
 * An image whose documents are read and verified, but not its layers.
 *
 * @param name its tag, or empty
 * @param digest of its manifest; of its configuration in a Docker archive, which has no manifest
 * @param layers lowest first
 */
public record ImageDescription(String name, Digest digest, List<Layer> layers) {

  /** Copies the list. */
  public ImageDescription {
    layers = List.copyOf(layers);
  }

  /**
   * Reads the documents of the image that is meant.
   *
   * @param platform which image, where there are several
   * @throws RejectedException when there is none or more than one, or a document is not as stated
   */
  public static ImageDescription read(ImageReference reference, Optional<Platform> platform)
      throws RejectedException {
    return switch (reference.transport()) {
      case OCI -> OciLayout.describe(new DirectoryBlobs(reference.path()), reference, platform);
      case OCI_ARCHIVE ->
          OciLayout.describe(ArchiveBlobs.scan(reference.path()), reference, platform);
      case DOCKER_ARCHIVE ->
          DockerArchive.describe(ArchiveBlobs.scan(reference.path()), reference, platform);
    };
  }
}
