// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/** An open file. All that is asked and done through it concerns the same inode. */
public final class FileDescriptor implements AutoCloseable {

  // struct open_how, include/uapi/linux/openat2.h.
  static final int OPEN_HOW_SIZEOF = 24;
  static final int OPEN_HOW_RESOLVE = 16;
  static final long SYS_OPENAT2 = 437;

  // These flags have the same value on x86-64 and arm64; O_NOFOLLOW and O_DIRECTORY do not.
  static final int O_NOCTTY = 0400;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;

  // arch/arm64/include/uapi/asm/fcntl.h, include/uapi/asm-generic/fcntl.h.
  static final int O_NOFOLLOW = "aarch64".equals(System.getProperty("os.arch")) ? 0100000 : 0400000;

  static final int RESOLVE_NO_MAGICLINKS = 0x02;
  static final int RESOLVE_NO_SYMLINKS = 0x04;
  static final int RESOLVE_BENEATH = 0x08;

  static final int AT_FDCWD = -100;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_EACCESS = 0x200;
  static final int W_OK = 2;

  // _IOR('v', 1, long). The kernel writes an int, whatever the name says.
  static final long FS_IOC_GETVERSION = 0x80087601L;

  // include/uapi/linux/limits.h: no target is longer.
  static final int PATH_MAX = 4096;

  private static final int BUFFER_SIZE = 256 * 1024;

  /** What is read goes through it: of an array, all would be copied at each call, read or not. */
  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_SIZE));

  private static final byte[] EMPTY_PATH = {0};
  private static final int CLOSED = -1;

  private final String path;
  private int number;

  private FileDescriptor(int number, String path) {
    this.number = number;
    this.path = path;
  }

  /** Takes over a descriptor that another library opened: closing it is now this object's job. */
  public static FileDescriptor adopt(int number, String path) {
    return new FileDescriptor(number, path);
  }

  /** Opens for reading, following no symbolic link and never leaving the directory. */
  static FileDescriptor openBeneath(int directory, byte[] path, int flags, String label)
      throws NativeException {
    return open(
        directory,
        path,
        flags,
        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
        label);
  }

  static FileDescriptor open(int directory, byte[] path, int flags, int resolve, String label)
      throws NativeException {
    byte[] how =
        ByteBuffer.allocate(OPEN_HOW_SIZEOF)
            .order(ByteOrder.nativeOrder())
            .putLong(0, flags | O_CLOEXEC)
            .putLong(OPEN_HOW_RESOLVE, resolve)
            .array();
    long fd =
        Native.LIBC.syscall(SYS_OPENAT2, directory, Native.cString(path), how, OPEN_HOW_SIZEOF);
    return new FileDescriptor((int) Native.check(fd, "openat2", label), label);
  }

  /** The kernel's number of it, valid until {@link #close}. */
  public int number() {
    if (number == CLOSED) {
      throw new IllegalStateException("'" + path + "' is closed");
    }
    return number;
  }

  /** What it was opened as, for people. */
  public String path() {
    return path;
  }

  /** What the kernel says of it now. */
  public FileStatus status() throws NativeException {
    byte[] statx = new byte[FileStatus.SIZEOF];
    int result =
        Native.LIBC.statx(number(), EMPTY_PATH, AT_EMPTY_PATH, FileStatus.BASIC_STATS, statx);
    Native.check(result, "statx", path);
    return FileStatus.parse(statx);
  }

  /** What the kernel says of the file system it lies on. */
  public FileSystem fileSystem() throws NativeException {
    byte[] statfs = new byte[FileSystem.SIZEOF];
    Native.check(Native.LIBC.fstatfs(number(), statfs), "fstatfs", path);
    return FileSystem.parse(statfs);
  }

  /**
   * The inode's generation, which tells a reused inode number from the one before
   * (FS_IOC_GETVERSION).
   *
   * @throws NativeException ENOTTY where the file system has none to tell
   */
  public int generation() throws NativeException {
    byte[] version = new byte[Long.BYTES];
    Native.check(
        Native.LIBC.ioctl(number(), FS_IOC_GETVERSION, version), "FS_IOC_GETVERSION", path);
    return ByteBuffer.wrap(version).order(ByteOrder.nativeOrder()).getInt();
  }

  /**
   * Asks whether this process may write the inode, without trying.
   *
   * @throws NativeException EACCES, EPERM (immutable) or EROFS when it may not
   */
  public void checkWritable() throws NativeException {
    int result = Native.LIBC.faccessat(number(), EMPTY_PATH, W_OK, AT_EACCESS | AT_EMPTY_PATH);
    Native.check(result, "faccessat", path);
  }

  /**
   * The target of a symbolic link, raw bytes; of one that {@link Root#locateSymlink} found.
   *
   * @throws NativeException ENOENT when it is no symbolic link
   */
  public byte[] readLink() throws NativeException {
    byte[] target = new byte[PATH_MAX];
    long length = Native.LIBC.readlinkat(number(), EMPTY_PATH, target, target.length);
    return Arrays.copyOf(target, (int) Native.check(length, "readlinkat", path));
  }

  /**
   * Waits until all that was written to its file system is on the disk (syncfs(2)).
   *
   * @throws NativeException EIO when something could not be written, ENOSPC
   */
  public void syncFileSystem() throws NativeException {
    Native.check(Native.LIBC.syncfs(number()), "syncfs", path);
  }

  /** Its content from the first byte on; each channel has a position of its own. */
  public ReadableByteChannel content() {
    return new Content();
  }

  @Override
  public void close() {
    if (number != CLOSED) {
      // Nothing was written through it, so that close(2) has no failure to tell.
      Native.LIBC.close(number);
      number = CLOSED;
    }
  }

  @Override
  public String toString() {
    return path;
  }

  private final class Content implements ReadableByteChannel {

    private long position;
    private boolean open = true;

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!target.hasRemaining()) {
        return 0;
      }
      ByteBuffer direct = BUFFER.get().clear();
      int wanted = Math.min(target.remaining(), direct.capacity());
      int read = (int) Native.LIBC.pread(number(), direct, wanted, position);
      if (read < 0) {
        throw new IOException(new NativeException("pread", Native.lastError(), path));
      }
      target.put(direct.limit(read));
      position += read;
      return read == 0 ? -1 : read;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
