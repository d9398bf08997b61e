// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.io.InputStream;

/** A regular file of the content, of which small ones such as package databases can be read. */
public interface ReadableFile {

  /** Where it is below the root. */
  ArtifactPath path();

  /** Its bytes. */
  InputStream open() throws IOException;

  /** What it says of itself. */
  SelfDescription describe() throws IOException;
}
