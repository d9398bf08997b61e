// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestSet;
import java.util.Map;
import java.util.Set;

/**
 * A package that a database inside the content lists as installed, or that a file says it is or
 * holds.
 *
 * @param kind of the database
 * @param name such as {@code libc6}, {@code @scope/name} for npm
 * @param version such as {@code 1:2.36-9}; for rpm {@code [epoch:]version-release}
 * @param architecture such as {@code amd64} or {@code all}, or empty where there is none
 * @param files what it owns, as the database writes the paths; directories and links among them
 * @param editable those of its files that may be changed on purpose, such as configuration
 * @param contained whether it is only part of its files, so that it does not account for them
 */
public record InstalledPackage(
    PackageKind kind,
    String name,
    String version,
    String architecture,
    Map<ArtifactPath, DigestSet> files,
    Set<ArtifactPath> editable,
    boolean contained) {

  /** A package that its files belong to. */
  InstalledPackage(
      PackageKind kind,
      String name,
      String version,
      String architecture,
      Map<ArtifactPath, DigestSet> files,
      Set<ArtifactPath> editable) {
    this(kind, name, version, architecture, files, editable, false);
  }

  /** Copies the set. */
  public InstalledPackage {
    editable = Set.copyOf(editable);
  }

  /** {@code name version}, for people. */
  public String label() {
    return name + " " + version;
  }

  /** The origin of evidence, such as {@code dpkg:nginx}. */
  public String origin() {
    return kind.origin() + ":" + name;
  }
}
