// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ArtifactPath;
import java.nio.file.Path;

/**
 * A regular file that the walk came upon.
 *
 * @param path below the root
 * @param location where to open it
 * @param state what it was like then
 */
record FoundFile(ArtifactPath path, Path location, FileState state) {}
