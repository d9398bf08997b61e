// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Xattrs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the attributes that bless, and plants what they might hold, in hex. */
public final class Xattr {

  private Xattr() {}

  public static Optional<String> ima(Path file) throws NativeException {
    return get(file, ImaMechanism.XATTR);
  }

  static Optional<String> evm(Path file) throws NativeException {
    return get(file, EvmMechanism.XATTR);
  }

  static Optional<String> bpf(Path file) throws NativeException {
    return get(file, BpfValue.XATTR);
  }

  private static Optional<String> get(Path file, String name) throws NativeException {
    try (Root root = Root.open(directory(file));
        FileDescriptor open = root.open(name(file))) {
      return Xattrs.get(open, name).map(HexFormat.of()::formatHex);
    }
  }

  static void plantIma(Path file, String hex) throws NativeException {
    plant(file, ImaMechanism.XATTR, hex);
  }

  static void plantBpf(Path file, String hex) throws NativeException {
    plant(file, BpfValue.XATTR, hex);
  }

  private static void plant(Path file, String name, String hex) throws NativeException {
    try (Root root = Root.open(directory(file));
        FileDescriptor open = root.open(name(file))) {
      Xattrs.set(open, name, HexFormat.of().parseHex(hex));
    }
  }

  private static Path directory(Path file) {
    return present(file.getParent());
  }

  private static byte[] name(Path file) {
    return present(file.getFileName()).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Path present(@Nullable Path path) {
    if (path == null) {
      throw new IllegalArgumentException("not a file below a directory");
    }
    return path;
  }
}
