// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

/** The kinds of files (S_IFMT). */
public enum FileType {
  REGULAR(0100000, "regular file"),
  DIRECTORY(0040000, "directory"),
  SYMLINK(0120000, "symbolic link"),
  CHARACTER_DEVICE(0020000, "character device"),
  BLOCK_DEVICE(0060000, "block device"),
  FIFO(0010000, "FIFO"),
  SOCKET(0140000, "socket"),
  UNKNOWN(0, "file of unknown type");

  private final int bits;
  private final String description;

  FileType(int bits, String description) {
    this.bits = bits;
    this.description = description;
  }

  /** For people, such as {@code symbolic link}. */
  public String description() {
    return description;
  }

  static FileType ofMode(int bits) {
    for (FileType type : values()) {
      if (type.bits == bits) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
