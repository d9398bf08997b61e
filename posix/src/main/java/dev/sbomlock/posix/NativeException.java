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
    super();
    this.call = call;
    this.number = number;
    this.path = path;
  }

  // Most failures are expected, such as an attribute that is not there, and nobody reads of them.
  @Override
  public String getMessage() {
    return String.format(Locale.ROOT, "%s '%s': %s", call, path, reason());
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
    String name = errno() == Errno.OTHER ? "error " + number : errno().name();
    return name + " (" + Native.jnr().strerror(number) + ")";
  }
}
