// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

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
}
