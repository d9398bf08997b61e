// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

/**
 * The error numbers that this program tells apart (include/uapi/asm-generic/errno.h; the same on
 * x86-64 and arm64).
 */
public enum Errno {
  EPERM(1),
  ENOENT(2),
  EINTR(4),
  EIO(5),
  ENXIO(6),
  E2BIG(7),
  EBADF(9),
  EAGAIN(11),
  ENOMEM(12),
  EACCES(13),
  EFAULT(14),
  EBUSY(16),
  EEXIST(17),
  EXDEV(18),
  ENODEV(19),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  ENFILE(23),
  EMFILE(24),
  ENOTTY(25),
  ETXTBSY(26),
  EFBIG(27),
  ENOSPC(28),
  EROFS(30),
  ERANGE(34),
  ENAMETOOLONG(36),
  ENOSYS(38),
  ELOOP(40),
  ENODATA(61),
  EOVERFLOW(75),
  EBADMSG(74),
  EMSGSIZE(90),
  EOPNOTSUPP(95),
  ESTALE(116),
  EDQUOT(122),
  EKEYREJECTED(129),
  /** Any other number; the exception still carries it. */
  OTHER(0);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The kernel's number; 0 for {@link #OTHER}. */
  public int number() {
    return number;
  }

  /** The name of that number, or {@link #OTHER}. */
  public static Errno of(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }
}
