// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** fs-verity of open files (include/uapi/linux/fsverity.h). */
public final class Verity {

  static final long FS_IOC_ENABLE_VERITY = 0x40806685L;
  static final long FS_IOC_MEASURE_VERITY = 0xc0046686L;

  private static final int POSIX_FADV_DONTNEED = 4;

  // struct fsverity_enable_arg.
  static final int ENABLE_SIZEOF = 128;
  static final int ENABLE_VERSION = 0;
  static final int ENABLE_ALGORITHM = 4;
  static final int ENABLE_BLOCK_SIZE = 8;
  static final int ENABLE_SALT_SIZE = 12;
  static final int ENABLE_SALT = 16;

  // struct fsverity_digest.
  static final int DIGEST_ALGORITHM = 0;
  static final int DIGEST_SIZE = 2;
  static final int DIGEST_BYTES = 4;
  private static final int MAX_DIGEST = 64;

  private Verity() {}

  /**
   * What the kernel verifies reads of a file against.
   *
   * @param algorithm FS_VERITY_HASH_ALG_*
   * @param hex the file digest in lower-case hex
   */
  public record Measured(int algorithm, String hex) {}

  /**
   * Makes the file's content read-only for good and lets the kernel build its tree. The kernel
   * forgets what it held of the content: that was never verified.
   *
   * @param algorithm FS_VERITY_HASH_ALG_*
   * @param blockSize of the tree, in bytes
   * @param salt at most 32 bytes
   * @throws NativeException ETXTBSY while it is open for writing anywhere, EBUSY while someone else
   *     enables it, EEXIST when it is enabled, EOPNOTSUPP or ENOTTY where the file system cannot,
   *     EINVAL where its blocks are too small, EACCES, EPERM, EROFS
   */
  public static void enable(FileDescriptor file, int algorithm, int blockSize, byte[] salt)
      throws NativeException {
    @Nullable Pointer saltBytes = salt.length == 0 ? null : inNativeMemory(salt);
    try {
      byte[] argument =
          ByteBuffer.allocate(ENABLE_SIZEOF)
              .order(ByteOrder.nativeOrder())
              .putInt(ENABLE_VERSION, 1)
              .putInt(ENABLE_ALGORITHM, algorithm)
              .putInt(ENABLE_BLOCK_SIZE, blockSize)
              .putInt(ENABLE_SALT_SIZE, salt.length)
              .putLong(ENABLE_SALT, saltBytes == null ? 0 : saltBytes.address())
              .array();
      int result = Native.LIBC.ioctl(file.number(), FS_IOC_ENABLE_VERITY, argument);
      Native.check(result, "FS_IOC_ENABLE_VERITY", file.path());
    } finally {
      Reference.reachabilityFence(saltBytes);
    }
    // Advice: what somebody else uses stays.
    Native.LIBC.posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
  }

  private static Pointer inNativeMemory(byte[] bytes) {
    Pointer memory = Memory.allocateDirect(Runtime.getRuntime(Native.LIBC), bytes.length);
    memory.put(0, bytes, 0, bytes.length);
    return memory;
  }

  /**
   * The digest that the kernel holds, or empty when fs-verity is possible here and not enabled.
   *
   * @throws NativeException EOPNOTSUPP or ENOTTY where the file system cannot
   */
  public static Optional<Measured> measure(FileDescriptor file) throws NativeException {
    ByteBuffer digest =
        ByteBuffer.allocate(DIGEST_BYTES + MAX_DIGEST)
            .order(ByteOrder.nativeOrder())
            .putShort(DIGEST_SIZE, (short) MAX_DIGEST);
    int result = Native.LIBC.ioctl(file.number(), FS_IOC_MEASURE_VERITY, digest.array());
    if (result < 0 && Errno.of(Native.lastError()) == Errno.ENODATA) {
      return Optional.empty();
    }
    Native.check(result, "FS_IOC_MEASURE_VERITY", file.path());
    int size = Short.toUnsignedInt(digest.getShort(DIGEST_SIZE));
    return Optional.of(
        new Measured(
            Short.toUnsignedInt(digest.getShort(DIGEST_ALGORITHM)),
            HexFormat.of().formatHex(digest.array(), DIGEST_BYTES, DIGEST_BYTES + size)));
  }
}
