// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.compiler.rootfs.ReadableFile;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A regular file of an image, of which only package databases and the like are kept. */
record ImageFile(ArtifactPath path, @Nullable KeptBytes kept, SelfDescription describe)
    implements ReadableFile {

  @Override
  public InputStream open() throws IOException {
    if (kept == null) {
      throw new IOException(
          "an image's reader keeps only what has the name of a package's file, and "
              + (KeptBudget.SIZE >> 20)
              + " MiB of that");
    }
    return kept.open();
  }
}
