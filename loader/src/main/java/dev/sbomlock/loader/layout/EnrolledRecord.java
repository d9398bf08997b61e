// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel sees behind one open descriptor: {@code struct sbomlock_enrolled}.
 *
 * @param inode which inode
 * @param mountpoint what that mount lies on, unless it is the first of all
 * @param mount which mount it was opened through (mnt_id_unique)
 * @param magic its file system's type
 * @param fd the descriptor
 * @param rdev of a device special file which device
 * @param mode type and permission bits
 */
public record EnrolledRecord(
    InodeKey inode,
    Optional<InodeKey> mountpoint,
    long mount,
    long magic,
    int fd,
    int rdev,
    int mode) {

  public static final int SIZEOF = 64;
  static final int INODE = 0;
  static final int MOUNTPOINT = 16;
  static final int MOUNT = 32;
  static final int MAGIC = 40;
  static final int FD = 48;
  static final int RDEV = 52;
  static final int MODE = 56;

  // S_IFMT, include/uapi/linux/stat.h.
  private static final int TYPE_MASK = 0170000;

  /** Whether it is a block device, and {@link #rdev} which. */
  public boolean isBlockDevice() {
    return (mode & TYPE_MASK) == DeviceKey.BLOCK;
  }

  /**
   * All records of one reading of the iterator.
   *
   * @throws IllegalArgumentException when the bytes end inside a record
   */
  public static List<EnrolledRecord> readAll(byte[] output) {
    if (output.length % SIZEOF != 0) {
      throw new IllegalArgumentException("the iterator's output ends inside a record");
    }
    ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.nativeOrder());
    List<EnrolledRecord> records = new ArrayList<>();
    for (int at = 0; at < output.length; at += SIZEOF) {
      records.add(
          new EnrolledRecord(
              InodeKey.read(bytes, at + INODE),
              Optional.of(InodeKey.read(bytes, at + MOUNTPOINT))
                  .filter(mountpoint -> mountpoint.inode() != 0),
              bytes.getLong(at + MOUNT),
              bytes.getLong(at + MAGIC),
              bytes.getInt(at + FD),
              bytes.getInt(at + RDEV),
              bytes.getInt(at + MODE)));
    }
    return records;
  }
}
