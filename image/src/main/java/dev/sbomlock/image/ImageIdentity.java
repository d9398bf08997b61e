// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an image is and consists of.
 *
 * @param digest of its manifest
 * @param diffIds digests of its layers, decompressed, lowest first
 */
public record ImageIdentity(Digest digest, List<Digest> diffIds) {

  /** Copies the list. */
  public ImageIdentity {
    diffIds = List.copyOf(diffIds);
  }

  /**
   * What a store knows an image by.
   *
   * @param mediaType that of a manifest or of an index
   * @param size of that document, in bytes
   */
  public record Target(String mediaType, Digest digest, long size) {}

  /**
   * Reads the documents of an image from the directory that holds {@code blobs/}; its layers need
   * not be there.
   *
   * @param name for people
   * @param platform which image, where there are several
   * @param preferred the digest of the image that is meant where nothing else says
   * @throws RejectedException when there is none or more than one, or a document is not as stated
   */
  public static ImageIdentity read(
      Path directory,
      String name,
      Target target,
      Optional<Platform> platform,
      Optional<Digest> preferred)
      throws RejectedException {
    return OciLayout.identify(
        new DirectoryBlobs(directory),
        new ImageReference(ImageReference.Transport.OCI, directory, Optional.of(name)),
        new Descriptor(
            target.mediaType(), target.digest(), target.size(), Optional.empty(), "", ""),
        platform,
        preferred);
  }
}
