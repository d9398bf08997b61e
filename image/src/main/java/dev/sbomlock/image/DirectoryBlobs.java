// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The blobs of an OCI layout in a directory. */
record DirectoryBlobs(Path directory) implements BlobStore {

  @Override
  public Optional<Blob> find(String name) throws RejectedException {
    Path file = directory.resolve(name);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new RejectedException(
            ImageProblems.unreadableImage(file.toString(), "this is no regular file"));
      }
      return Optional.of(new Blob(name, file, 0, attributes.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new RejectedException(
          ImageProblems.unreadableImage(file.toString(), "reading failed: " + e));
    }
  }
}
