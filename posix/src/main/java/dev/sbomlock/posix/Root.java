// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An open directory and what lies below it. Nothing below is reached through a symbolic link, a
 * magic link or {@code ..} (openat2(2), Linux 5.6), whoever renames what meanwhile.
 */
public final class Root implements AutoCloseable {

  private final FileDescriptor directory;

  private Root(FileDescriptor directory) {
    this.directory = directory;
  }

  /**
   * Opens a root. Its own path may lead through symbolic links.
   *
   * @throws NativeException ENOTDIR when it is not a directory, ENOENT, EACCES
   */
  public static Root open(Path path) throws NativeException {
    FileDescriptor directory =
        FileDescriptor.open(FileDescriptor.AT_FDCWD, rawBytes(path), 0, 0, path.toString());
    try {
      if (directory.status().type() != FileType.DIRECTORY) {
        throw new NativeException("openat2", Errno.ENOTDIR.number(), path.toString());
      }
      return new Root(directory);
    } catch (NativeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Opens a file for reading, without waiting and without acting on what is no regular file: see
   * {@link #locate} first where a device may lie there.
   *
   * @param path relative, raw bytes, without NUL
   * @throws NativeException ELOOP when a symbolic link is on the way or at its end, EXDEV when it
   *     leads out of the root, ENOENT, EACCES
   */
  public FileDescriptor open(byte[] path) throws NativeException {
    return openBeneath(path, FileDescriptor.O_NONBLOCK | FileDescriptor.O_NOCTTY);
  }

  /**
   * Finds a file without opening it (O_PATH): good for {@link FileDescriptor#status} only, and free
   * of side effects whatever lies there. Errors as {@link #open(byte[])}.
   */
  public FileDescriptor locate(byte[] path) throws NativeException {
    return openBeneath(path, FileDescriptor.O_PATH);
  }

  /**
   * Finds a symbolic link itself (O_PATH, O_NOFOLLOW), or whatever else lies there; links on the
   * way are refused as ever. Errors as {@link #open(byte[])}.
   */
  public FileDescriptor locateSymlink(byte[] path) throws NativeException {
    return openBeneath(path, FileDescriptor.O_PATH | FileDescriptor.O_NOFOLLOW);
  }

  /** The directory itself. */
  public FileDescriptor directory() {
    return directory;
  }

  @Override
  public void close() {
    directory.close();
  }

  private FileDescriptor openBeneath(byte[] path, int flags) throws NativeException {
    String label = new String(path, StandardCharsets.UTF_8);
    return FileDescriptor.openBeneath(directory.number(), path, flags, label);
  }

  // A Path keeps the raw bytes and its URI escapes them one by one; toString() would be lossy.
  private static byte[] rawBytes(Path path) {
    String uri = path.toAbsolutePath().toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) == '%') {
        bytes.write(Integer.parseInt(uri.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(uri.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
