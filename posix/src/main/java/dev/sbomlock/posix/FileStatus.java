// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel says of a file (statx(2)).
 *
 * @param deviceMajor of the file system
 * @param deviceMinor of the file system
 * @param inode its number
 * @param mode type and permission bits
 * @param uid the owner
 * @param gid the owning group
 * @param links names of this inode
 * @param size in bytes
 * @param modified when the content last changed
 * @param changed when content or metadata last changed
 * @param attributes STATX_ATTR_* bits
 */
public record FileStatus(
    int deviceMajor,
    int deviceMinor,
    long inode,
    int mode,
    int uid,
    int gid,
    long links,
    long size,
    Time modified,
    Time changed,
    long attributes) {

  // struct statx, include/uapi/linux/stat.h: the same on every architecture.
  static final int SIZEOF = 256;
  static final int ATTRIBUTES = 8;
  static final int NLINK = 16;
  static final int UID = 20;
  static final int GID = 24;
  static final int MODE = 28;
  static final int INODE = 32;
  static final int SIZE = 40;
  static final int CHANGED = 96;
  static final int MODIFIED = 112;
  static final int NANOSECONDS = 8;
  static final int DEVICE_MAJOR = 136;
  static final int DEVICE_MINOR = 140;
  static final int BASIC_STATS = 0x7ff;

  static final int ATTR_IMMUTABLE = 0x10;
  static final int ATTR_APPEND = 0x20;
  static final int ATTR_VERITY = 0x100000;

  private static final int MINOR_BITS = 20;
  private static final int TYPE_MASK = 0170000;
  private static final int PERMISSION_MASK = 07777;

  /**
   * A time as the kernel keeps it.
   *
   * @param seconds since 1970
   * @param nanoseconds 0 to 999,999,999
   */
  public record Time(long seconds, int nanoseconds) {}

  static FileStatus parse(byte[] statx) {
    ByteBuffer buffer = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
    return new FileStatus(
        buffer.getInt(DEVICE_MAJOR),
        buffer.getInt(DEVICE_MINOR),
        buffer.getLong(INODE),
        Short.toUnsignedInt(buffer.getShort(MODE)),
        buffer.getInt(UID),
        buffer.getInt(GID),
        Integer.toUnsignedLong(buffer.getInt(NLINK)),
        buffer.getLong(SIZE),
        time(buffer, MODIFIED),
        time(buffer, CHANGED),
        buffer.getLong(ATTRIBUTES));
  }

  private static Time time(ByteBuffer buffer, int offset) {
    return new Time(buffer.getLong(offset), buffer.getInt(offset + NANOSECONDS));
  }

  /** The device as the kernel numbers it inside (MKDEV), which is not the dev_t of stat(2). */
  public int kernelDevice() {
    return deviceMajor << MINOR_BITS | deviceMinor;
  }

  /** The permission bits with setuid, setgid and sticky: 0 to 07777. */
  public int permissions() {
    return mode & PERMISSION_MASK;
  }

  /** What kind of file it is. */
  public FileType type() {
    return FileType.ofMode(mode & TYPE_MASK);
  }

  /** Whether {@code chattr +i} or {@code +a} forbids changes, also to root. */
  public boolean isImmutable() {
    return (attributes & (ATTR_IMMUTABLE | ATTR_APPEND)) != 0;
  }

  /** Whether fs-verity is enabled. */
  public boolean hasVerity() {
    return (attributes & ATTR_VERITY) != 0;
  }
}
