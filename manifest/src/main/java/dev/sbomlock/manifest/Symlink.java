// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

/**
 * A symbolic link of the content.
 *
 * @param path below the root
 * @param target as stored in the link, with the escapes of {@link ArtifactPath}
 */
public record Symlink(ArtifactPath path, String target) implements Comparable<Symlink> {

  /** Checks that the target is the one text of its bytes. */
  public Symlink {
    EscapedName.decode(target);
  }

  /** By path. */
  @Override
  public int compareTo(Symlink other) {
    return path.compareTo(other.path);
  }
}
