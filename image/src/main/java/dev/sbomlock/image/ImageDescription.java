// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;
import java.util.Optional;

/**
 * An image whose documents are read and verified, but not its layers.
 *
 * @param name its tag, or empty
 * @param digest of its manifest; of its configuration in a Docker archive, which has no manifest
 * @param original the digest of the image that it was made of by blessing, if that is what it is
 * @param layers lowest first
 * @param documents all that they say
 */
public record ImageDescription(
    String name,
    Digest digest,
    Optional<Digest> original,
    List<Layer> layers,
    ImageDocuments documents) {

  /** The annotation of a manifest that names the image of which it was made. */
  public static final String ORIGINAL = "dev.sbomlock.original-digest";

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
    return read(reference, platform, Optional.empty());
  }

  /**
   * Reads the documents of the image that is meant.
   *
   * @param platform which image, where there are several
   * @param preferred the digest of the image that is meant where nothing else says
   * @throws RejectedException when there is none or more than one, or a document is not as stated
   */
  public static ImageDescription read(
      ImageReference reference, Optional<Platform> platform, Optional<Digest> preferred)
      throws RejectedException {
    return switch (reference.transport()) {
      case OCI ->
          OciLayout.describe(new DirectoryBlobs(reference.path()), reference, platform, preferred);
      case OCI_ARCHIVE ->
          OciLayout.describe(ArchiveBlobs.scan(reference.path()), reference, platform, preferred);
      case DOCKER_ARCHIVE ->
          DockerArchive.describe(ArchiveBlobs.scan(reference.path()), reference, platform);
    };
  }

  /** What the index that lists the image says of it; nothing in a Docker archive. */
  public Optional<Json.Node> descriptor() {
    List<ImageDocuments.IndexEntry> indexes = documents.indexes();
    return indexes.isEmpty() ? Optional.empty() : indexes.get(indexes.size() - 1).descriptor();
  }

  /** The same of what the tag leads to, which for several platforms is an index. */
  public Optional<Json.Node> tagged() {
    List<ImageDocuments.IndexEntry> indexes = documents.indexes();
    return indexes.isEmpty() ? Optional.empty() : indexes.get(0).descriptor();
  }
}
