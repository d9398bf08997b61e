// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.compiler.embedded.RandomBytes;
import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A regular file that the walk came upon.
 *
 * @param path below the root
 * @param location where to open it
 * @param state what it was like then
 */
record FoundFile(ArtifactPath path, Path location, FileState state) implements ReadableFile {

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(location, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public SelfDescription describe() throws IOException {
    if (!SelfDescription.isLikely(path, state.mode())) {
      return SelfDescription.NONE;
    }
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            location, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      return SelfDescription.read(path, RandomBytes.of(channel));
    }
  }
}
