// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.loader.libbpf.LibBpf;
import dev.sbomlock.posix.NativeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** The loaded libbpf, and what every call of it needs. */
public final class LibBpfLibrary {

  private LibBpfLibrary() {}

  /** Why libbpf cannot be used on this machine, if it cannot. */
  public static Optional<String> unusable() {
    try {
      LibBpf unused = Holder.LIBRARY;
      return Optional.empty();
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(String.valueOf(cause.getMessage()));
    }
  }

  static LibBpf get() {
    return Holder.LIBRARY;
  }

  static Runtime runtime() {
    return Runtime.getRuntime(Holder.LIBRARY);
  }

  /**
   * The call's result.
   *
   * @throws NativeException when it is a negative errno
   */
  static int check(int result, String call, String place) throws NativeException {
    if (result < 0) {
      throw new NativeException(call, -result, place);
    }
    return result;
  }

  /**
   * The call's result.
   *
   * @throws NativeException when it is null, with what the call left in errno
   */
  static Pointer check(@Nullable Pointer result, String call, String place) throws NativeException {
    if (result == null) {
      throw new NativeException(call, LastError.getLastError(runtime()), place);
    }
    return result;
  }

  /** The text with the NUL that C ends strings with; names that need more than ASCII are ours. */
  static byte[] cString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** Loads the library on first use, not when a class is merely linked. */
  private static final class Holder {
    static final LibBpf LIBRARY = LibraryLoader.create(LibBpf.class).load(LibBpf.NAME);
  }
}
