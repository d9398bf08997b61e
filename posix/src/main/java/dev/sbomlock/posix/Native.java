// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.annotations.Variadic;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** The loaded C library, and what every call of it needs. */
final class Native {

  static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");

  private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

  private Native() {}

  /**
   * jnr-posix, which binds the whole C library when it is first used, in more time than most
   * commands take: for what is rarely called.
   */
  static POSIX jnr() {
    return Jnr.INSTANCE;
  }

  private static final class Jnr {
    private static final POSIX INSTANCE = POSIXFactory.getNativePOSIX();
  }

  /** What the last failed call of this thread left in errno. */
  static int lastError() {
    return LastError.getLastError(RUNTIME);
  }

  /**
   * The call's result.
   *
   * @throws NativeException when it is negative
   */
  static int check(int result, String call, String path) throws NativeException {
    return (int) check((long) result, call, path);
  }

  /**
   * The call's result.
   *
   * @throws NativeException when it is negative
   */
  static long check(long result, String call, String path) throws NativeException {
    if (result < 0) {
      throw new NativeException(call, lastError(), path);
    }
    return result;
  }

  /** The bytes with the NUL that C ends strings with. */
  static byte[] cString(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** ASCII text as a C string. */
  static byte[] cString(String ascii) {
    return cString(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * What jnr-posix lacks of the C library, and what every command calls, under its C names; each
   * answers -1 and sets errno.
   *
   * <p>Public, because jnr-ffi implements it from a class loader of its own.
   */
  public interface LibC {

    // glibc 2.36 has no openat2(3), so the call goes by its number.
    @Variadic(fixedCount = 1)
    long syscall(long number, int directory, @In byte[] path, @In byte[] how, long howSize);

    @Variadic(fixedCount = 1)
    long syscall(long number, long first, long second, long third);

    @Variadic(fixedCount = 1)
    long syscall(
        long number,
        @In byte[] type,
        @In byte[] description,
        @In byte[] payload,
        long size,
        long ring);

    int close(int fd);

    long pread(int fd, @Out ByteBuffer buffer, long size, long offset);

    int statx(int directory, @In byte[] path, int flags, int mask, @Out byte[] statx);

    int fstatfs(int fd, @Out byte[] statfs);

    int syncfs(int fd);

    void sync();

    // The error is what it answers, not errno.
    int posix_fadvise(int fd, long offset, long length, int advice);

    long readlinkat(int directory, @In byte[] path, @Out byte[] target, long size);

    int faccessat(int directory, @In byte[] path, int mode, int flags);

    @Variadic(fixedCount = 2)
    int ioctl(int fd, long request, @In @Out byte[] argument);

    long fgetxattr(int fd, @In byte[] name, @Out byte[] value, long size);

    int fsetxattr(int fd, @In byte[] name, @In byte[] value, long size, int flags);

    int fremovexattr(int fd, @In byte[] name);

    int socket(int domain, int type, int protocol);

    long sendto(
        int fd, @In byte[] message, long size, int flags, @In byte[] address, int addressSize);

    @Variadic(fixedCount = 2)
    int fcntl(int fd, int command, int argument);

    int geteuid();

    int capget(@In @Out byte[] header, @Out byte[] data);
  }
}
