// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A device, a file system by its superblock, or an NVMe subsystem: {@code struct sbomlock_device}.
 *
 * @param number {@code major << 20 | minor}; of an NVMe subsystem, its instance
 * @param type one of the constants here
 */
public record DeviceKey(int number, int type) {

  // S_IFBLK and S_IFCHR, include/uapi/linux/stat.h.
  public static final int BLOCK = 0060000;
  public static final int CHARACTER = 0020000;
  public static final int FILE_SYSTEM = 0;
  public static final int NVME_SUBSYSTEM = 1;

  /** Any SCSI disk, to those who name it by numbers of their own or by a generic device. */
  public static final DeviceKey ANY_SCSI = new DeviceKey(0, CHARACTER);

  /** The device by which NVMe disks get further paths, whatever its number is. */
  public static final DeviceKey NVME_FABRICS = new DeviceKey(1, CHARACTER);

  /** Any NVMe disk, to commands of which nobody knows whose subsystem they reach. */
  public static final DeviceKey ANY_NVME = new DeviceKey(2, CHARACTER);

  /** Whatever is swapped to. */
  public static final DeviceKey ANY_SWAP = new DeviceKey(0, BLOCK);

  /** Whatever md or bcache make of several disks, to their attributes in sysfs. */
  public static final DeviceKey ANY_ARRAY = new DeviceKey(1, BLOCK);

  /** Any disk, to targets that are told its name. */
  public static final DeviceKey ANY_DISK = new DeviceKey(2, BLOCK);

  /** Any file system of btrfs, to its attributes in sysfs. */
  public static final DeviceKey ANY_BTRFS = new DeviceKey(3, BLOCK);

  public static final int SIZEOF = 8;
  static final int NUMBER = 0;
  static final int TYPE = 4;

  /** The bytes of a map key. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(NUMBER, number)
        .putInt(TYPE, type)
        .array();
  }
}
