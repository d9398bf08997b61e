// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

/**
 * An entry of an archive, long names, PAX records and sparse maps taken into account.
 *
 * @param type what it makes
 * @param name as the archive has it, one character a byte
 * @param linkName the target of a link, one character a byte, or empty
 * @param size of the content in bytes, holes included; 0 for all but regular files
 * @param mode permission bits with setuid, setgid and sticky
 */
public record TarEntry(Type type, String name, String linkName, long size, int mode) {

  /** What an entry makes. */
  public enum Type {
    FILE,
    HARD_LINK,
    SYMLINK,
    DIRECTORY,
    /** A device node or a pipe. */
    SPECIAL
  }
}
