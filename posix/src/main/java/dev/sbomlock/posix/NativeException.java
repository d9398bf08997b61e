// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.util.Locale;

/** A system call failed: which one, with what error, on what. */
public final class NativeException extends Exception {

  private final String call;
  private final int number;
  private final String path;

  /**
   * A failure.
   *
   * @param call the call's C name, such as {@code openat2}
   * @param number what it left in errno
   * @param path what it was about, for people
   */
  public NativeException(String call, int number, String path) {
    super(String.format(Locale.ROOT, "%s '%s': %s", call, path, describe(number)));
    this.call = call;
    this.number = number;
    this.path = path;
  }

  /** The C name of the call that failed. */
  public String call() {
    return call;
  }

  /** Its error. */
  public Errno errno() {
    return Errno.of(number);
  }

  /** Its error as the kernel's number, also when {@link #errno} is {@code OTHER}. */
  public int number() {
    return number;
  }

  /** What the call was about. */
  public String path() {
    return path;
  }

  /** The error alone, such as {@code EACCES (Permission denied)}. */
  public String reason() {
    return describe(number);
  }

  private static String describe(int number) {
    Errno errno = Errno.of(number);
    String name = errno == Errno.OTHER ? "error " + number : errno.name();
    return name + " (" + Native.jnr().strerror(number) + ")";
  }
}
