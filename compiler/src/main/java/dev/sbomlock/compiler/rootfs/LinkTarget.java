// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.EscapedName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the target of a symbolic link byte for byte, in whatever locale the JVM runs. */
final class LinkTarget {

  /** Nothing can be below a file of /proc, so no target turns into an existing directory there. */
  private static final Path NOWHERE = Path.of("/proc/self/stat/nowhere");

  private LinkTarget() {}

  /** The target, as {@link EscapedName} text. */
  static String read(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    // Only a path's URI shows its raw bytes; it ends in an extra slash when it is a directory.
    String uri = NOWHERE.resolve(target).toUri().getRawPath();
    if (uri.endsWith("/") && !target.toString().endsWith("/")) {
      uri = uri.substring(0, uri.length() - 1);
    }
    String text = target.isAbsolute() ? uri : uri.substring(NOWHERE.toString().length() + 1);
    return EscapedName.encode(percentDecode(text));
  }

  private static byte[] percentDecode(String ascii) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(ascii, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }
}
