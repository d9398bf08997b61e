// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.RejectedException;
import java.util.Optional;

/** The named byte sequences that an image consists of. */
interface BlobStore {

  /**
   * The blob of that name, such as {@code blobs/sha256/…} or {@code manifest.json}.
   *
   * @throws RejectedException C200 when it is there and no regular file, or cannot be read
   */
  Optional<Blob> find(String name) throws RejectedException;
}
