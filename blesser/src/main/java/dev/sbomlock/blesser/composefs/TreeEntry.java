// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.FileType;

/**
 * A name in a tree.
 *
 * @param name below the root as {@link dev.sbomlock.manifest.ArtifactPath} text, of the root itself
 *     empty
 * @param status of what has that name
 * @param target of a symbolic link, as {@link dev.sbomlock.manifest.EscapedName} text; else empty
 */
record TreeEntry(String name, FileStatus status, String target) {

  FileType type() {
    return status.type();
  }

  /** What names share when they are links to one file. */
  Inode inode() {
    return new Inode(status.kernelDevice(), status.inode());
  }

  /**
   * Which file of the machine it is.
   *
   * @param device as {@link FileStatus#kernelDevice}
   */
  record Inode(int device, long number) {}
}
