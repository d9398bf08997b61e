// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The root of a containerd that has unpacked an image of two layers. */
final class ContainerdFixture {

  static final String IMAGE = "localhost/two:1";
  static final String METADATA = "io.containerd.metadata.v1.bolt/meta.db";

  private ContainerdFixture() {}

  static ContainerdStore unpack(Path directory) throws IOException, InterruptedException {
    Path archive = directory.resolve("containerd.tar.gz");
    try (InputStream in = ContainerdFixture.class.getResourceAsStream("containerd.tar.gz")) {
      Files.copy(in, archive);
    }
    Process tar =
        new ProcessBuilder("tar", "-C", directory.toString(), "-xf", archive.toString())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException("tar failed");
    }
    return new ContainerdStore(directory, "default");
  }
}
