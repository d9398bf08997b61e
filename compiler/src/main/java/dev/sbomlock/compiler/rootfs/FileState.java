// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What tells that a file is still the same one with the same content.
 *
 * @param device of its file system
 * @param inode its number there
 * @param size in bytes
 * @param modified mtime
 * @param changed ctime, which no program can set back
 * @param mode permission bits with setuid, setgid and sticky
 */
record FileState(
    long device, long inode, long size, FileTime modified, FileTime changed, int mode) {

  private static final int PERMISSIONS = 07777;

  /** The state of the file itself, a symbolic link not followed. */
  static FileState of(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            file, "unix:dev,ino,size,lastModifiedTime,ctime,mode", LinkOption.NOFOLLOW_LINKS);
    return new FileState(
        required(attributes, "dev", Long.class),
        required(attributes, "ino", Long.class),
        required(attributes, "size", Long.class),
        required(attributes, "lastModifiedTime", FileTime.class),
        required(attributes, "ctime", FileTime.class),
        required(attributes, "mode", Integer.class) & PERMISSIONS);
  }

  private static <T> T required(Map<String, Object> attributes, String name, Class<T> type) {
    return type.cast(requireNonNull(attributes.get(name)));
  }
}
