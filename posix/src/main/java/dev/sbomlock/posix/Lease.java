// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

/**
 * A read lease (fcntl(2), F_SETLEASE): the proof that nobody has the file open for writing, not
 * even through a mapping that outlived its descriptor. Whoever opens it for writing meanwhile waits
 * until the lease is closed, or breaks it after /proc/sys/fs/lease-break-time seconds.
 */
public final class Lease implements AutoCloseable {

  static final int F_SETSIG = 10;
  static final int F_SETLEASE = 1024;
  static final int F_GETLEASE = 1025;
  static final int F_RDLCK = 0;
  static final int F_UNLCK = 2;
  static final int SIGURG = 23;

  private final FileDescriptor file;

  private Lease(FileDescriptor file) {
    this.file = file;
  }

  /**
   * Takes a read lease.
   *
   * @throws NativeException EAGAIN while anybody can write the file, EACCES without ownership or
   *     CAP_LEASE, EINVAL where the file system has no leases
   */
  public static Lease read(FileDescriptor file) throws NativeException {
    // A writer announces itself by SIGIO, which would end the JVM; SIGURG is ignored by default.
    fcntl(file, F_SETSIG, SIGURG);
    fcntl(file, F_SETLEASE, F_RDLCK);
    return new Lease(file);
  }

  /** Whether nobody has asked for write access since it was taken. */
  public boolean isHeld() throws NativeException {
    return fcntl(file, F_GETLEASE, 0) == F_RDLCK;
  }

  /** Gives it back. */
  @Override
  public void close() {
    // Fails only when the kernel has taken it back already.
    Native.LIBC.fcntl(file.number(), F_SETLEASE, F_UNLCK);
  }

  private static int fcntl(FileDescriptor file, int command, int argument) throws NativeException {
    int result = Native.LIBC.fcntl(file.number(), command, argument);
    return Native.check(result, "fcntl", file.path());
  }
}
