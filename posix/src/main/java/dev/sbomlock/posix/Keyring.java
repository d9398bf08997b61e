// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

/**
 * A user's keyring in the kernel (user-keyring(7)). It lives as long as the user namespace does,
 * whether anybody logs in as that user or not, and so does what it holds: a key of any process's
 * own keyrings would go with the process, and its number be given to another.
 */
public final class Keyring {

  // x86-64; include/uapi/linux/keyctl.h.
  static final int SYS_SETRESUID = 117;
  static final int SYS_ADD_KEY = 248;
  static final int SYS_KEYCTL = 250;
  static final int KEYCTL_GET_KEYRING_ID = 0;
  static final int KEYCTL_CLEAR = 7;
  static final int KEY_SPEC_USER_KEYRING = -4;

  private static final long UNCHANGED = -1;
  private static final String ASYMMETRIC = "asymmetric";
  private static final String PLACE = "user keyring";

  private Keyring() {}

  /**
   * What was put into the kernel.
   *
   * @param ring serial number of the keyring
   * @param key serial number of the only key in it
   */
  public record Kept(int ring, int key) {}

  /**
   * Makes a certificate's key the only one in the keyring of that user.
   *
   * @param user whose keyring: nobody should use it otherwise
   * @param certificate X.509, DER
   * @throws NativeException EPERM without CAP_SETUID, EBADMSG, EINVAL or ENOPKG when the kernel
   *     cannot use the certificate, EKEYREJECTED when it contradicts itself, EDQUOT
   */
  public static Kept keep(long user, byte[] certificate) throws NativeException {
    return as(
        user,
        () -> {
          long ring = keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1);
          keyctl(KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING, 0);
          long key =
              Native.LIBC.syscall(
                  SYS_ADD_KEY,
                  Native.cString(ASYMMETRIC),
                  Native.cString("sbomlock update key"),
                  certificate,
                  certificate.length,
                  KEY_SPEC_USER_KEYRING);
          return new Kept((int) ring, (int) Native.check(key, "add_key", PLACE));
        });
  }

  /**
   * Empties the keyring of that user.
   *
   * @throws NativeException EPERM without CAP_SETUID
   */
  public static void clear(long user) throws NativeException {
    as(user, () -> keyctl(KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING, 0));
  }

  private static long keyctl(int operation, long ring, long argument) throws NativeException {
    return Native.check(
        Native.LIBC.syscall(SYS_KEYCTL, operation, ring, argument), "keyctl", PLACE);
  }

  // "The user keyring" is that of the real user. The system call, unlike setresuid(3), changes this
  // thread only, and since the effective user stays, no right goes with it.
  private static <T> T as(long user, Step<T> step) throws NativeException {
    long before = Native.jnr().getuid();
    setRealUser(user);
    try {
      return step.take();
    } finally {
      setRealUser(before);
    }
  }

  private static void setRealUser(long user) throws NativeException {
    Native.check(
        Native.LIBC.syscall(SYS_SETRESUID, user, UNCHANGED, UNCHANGED), "setresuid", PLACE);
  }

  private interface Step<T> {
    T take() throws NativeException;
  }
}
