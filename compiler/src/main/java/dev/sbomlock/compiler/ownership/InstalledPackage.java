// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestSet;
import java.util.Map;

/**
 * A package that a database inside the content lists as installed.
 *
 * @param name such as {@code libc6}
 * @param version such as {@code 1:2.36-9}
 * @param architecture such as {@code amd64} or {@code all}
 * @param files what it owns, as the database writes the paths; directories and links among them
 */
public record InstalledPackage(
    String name, String version, String architecture, Map<ArtifactPath, DigestSet> files) {

  /** {@code name version}, for people. */
  public String label() {
    return name + " " + version;
  }
}
