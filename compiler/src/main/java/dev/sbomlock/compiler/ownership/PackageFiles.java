// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.manifest.ArtifactPath;
import java.util.List;

/** Which files of the content tell who owns others, so that an image's reader keeps their bytes. */
public final class PackageFiles {

  private static final List<String> HOMES = List.of("var/lib/dpkg/");

  private PackageFiles() {}

  /** Whether a package database may be read from that file. */
  public static boolean holds(ArtifactPath path) {
    String text = path.text();
    return HOMES.stream().anyMatch(text::startsWith);
  }
}
