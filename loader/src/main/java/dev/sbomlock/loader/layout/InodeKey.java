// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An inode as the kernel sees it: {@code struct sbomlock_inode}.
 *
 * @param inode its number
 * @param device of its superblock, {@code major << 20 | minor}
 * @param generation which tells a reused number from the one before
 */
public record InodeKey(long inode, int device, int generation) {

  public static final int SIZEOF = 16;
  static final int INODE = 0;
  static final int DEVICE = 8;
  static final int GENERATION = 12;

  private static final int MINOR_BITS = 20;

  /** The inode in the bytes of a map key. */
  public static InodeKey read(byte[] key) {
    return read(ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()), 0);
  }

  /** The inode at that offset. */
  static InodeKey read(ByteBuffer bytes, int offset) {
    return new InodeKey(
        bytes.getLong(offset + INODE),
        bytes.getInt(offset + DEVICE),
        bytes.getInt(offset + GENERATION));
  }

  /** The bytes of a map key. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putLong(INODE, inode)
        .putInt(DEVICE, device)
        .putInt(GENERATION, generation)
        .array();
  }

  /** The device of these numbers. */
  public static int device(int major, int minor) {
    return major << MINOR_BITS | minor;
  }

  /** The device as people write it: {@code 254:1}. */
  public static String deviceName(int device) {
    return (device >>> MINOR_BITS) + ":" + (device & ((1 << MINOR_BITS) - 1));
  }
}
