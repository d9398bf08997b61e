// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The file system that a file lies on (statfs(2)).
 *
 * @param magic its type's number, such as 0xef53
 * @param blockSize in bytes
 */
public record FileSystem(long magic, long blockSize) {

  public static final long BPF = 0xcafe4a11L;
  public static final long BTRFS = 0x9123683eL;
  public static final long CGROUP2 = 0x63677270L;
  public static final long EROFS = 0xe0f5e1e2L;
  public static final long EXT4 = 0xef53L;
  public static final long F2FS = 0xf2f52010L;
  public static final long OVERLAY = 0x794c7630L;
  public static final long PROC = 0x9fa0L;
  public static final long SECURITY = 0x73636673L;
  public static final long SQUASHFS = 0x73717368L;
  public static final long SYSFS = 0x62656572L;
  public static final long TMPFS = 0x01021994L;
  public static final long XFS = 0x58465342L;

  // struct statfs of 64-bit Linux (x86-64, arm64), include/uapi/asm-generic/statfs.h.
  static final int SIZEOF = 120;
  static final int TYPE = 0;
  static final int BLOCK_SIZE = 8;

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(BPF, "bpf"),
          Map.entry(BTRFS, "btrfs"),
          Map.entry(EROFS, "erofs"),
          Map.entry(EXT4, "ext4"),
          Map.entry(F2FS, "f2fs"),
          Map.entry(OVERLAY, "overlay"),
          Map.entry(PROC, "proc"),
          Map.entry(SECURITY, "securityfs"),
          Map.entry(SQUASHFS, "squashfs"),
          Map.entry(SYSFS, "sysfs"),
          Map.entry(TMPFS, "tmpfs"),
          Map.entry(XFS, "xfs"));

  /** Waits until all that was written anywhere is on the disks (sync(2)). */
  public static void syncAll() {
    Native.LIBC.sync();
  }

  static FileSystem parse(byte[] statfs) {
    ByteBuffer buffer = ByteBuffer.wrap(statfs).order(ByteOrder.nativeOrder());
    return new FileSystem(buffer.getLong(TYPE), buffer.getLong(BLOCK_SIZE));
  }

  /** Its type's name as in mount(8), or its number in hex where that is unknown here. */
  public String name() {
    return NAMES.getOrDefault(magic, "0x" + Long.toHexString(magic));
  }
}
