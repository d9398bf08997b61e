// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.util.Arrays;
import java.util.Optional;

/** Extended attributes of open files (xattr(7)); values are raw bytes. */
public final class Xattrs {

  // XATTR_SIZE_MAX, include/uapi/linux/limits.h: no value is longer.
  static final int MAX_VALUE = 65536;

  /** Most values fit, and all of it is copied at each call. */
  private static final int USUAL_VALUE = 1024;

  private Xattrs() {}

  /**
   * The attribute's value, or empty when the file has none of that name.
   *
   * @throws NativeException EOPNOTSUPP when the file system keeps none of that kind
   */
  public static Optional<byte[]> get(FileDescriptor file, String name) throws NativeException {
    byte[] value = new byte[USUAL_VALUE];
    long length = get(file, name, value);
    if (length < 0 && Errno.of(Native.lastError()) == Errno.ERANGE) {
      value = new byte[MAX_VALUE];
      length = get(file, name, value);
    }
    if (length < 0 && Errno.of(Native.lastError()) == Errno.ENODATA) {
      return Optional.empty();
    }
    Native.check(length, "fgetxattr " + name, file.path());
    return Optional.of(Arrays.copyOf(value, (int) length));
  }

  private static long get(FileDescriptor file, String name, byte[] value) {
    return Native.LIBC.fgetxattr(file.number(), Native.cString(name), value, value.length);
  }

  /** Sets the attribute, whether or not it was there. */
  public static void set(FileDescriptor file, String name, byte[] value) throws NativeException {
    int result = Native.LIBC.fsetxattr(file.number(), Native.cString(name), value, value.length, 0);
    Native.check(result, "fsetxattr " + name, file.path());
  }

  /**
   * Removes the attribute.
   *
   * @throws NativeException ENODATA when it is not there
   */
  public static void remove(FileDescriptor file, String name) throws NativeException {
    int result = Native.LIBC.fremovexattr(file.number(), Native.cString(name));
    Native.check(result, "fremovexattr " + name, file.path());
  }
}
