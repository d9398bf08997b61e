// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the target of a symbolic link byte for byte, in whatever locale the JVM runs. */
public final class LinkTarget {

  /** Nothing can be below a file of /proc, so no target turns into an existing directory there. */
  private static final Path NOWHERE = Path.of("/proc/self/stat/nowhere");

  private LinkTarget() {}

  /** The target, as {@link EscapedName} text. */
  public static String read(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    // Only a path's URI shows its raw bytes; it ends in an extra slash when it is a directory.
    String uri = NOWHERE.resolve(target).toUri().getRawPath();
    if (uri.endsWith("/") && !target.toString().endsWith("/")) {
      uri = uri.substring(0, uri.length() - 1);
    }
    String text = target.isAbsolute() ? uri : uri.substring(NOWHERE.toString().length() + 1);
    return EscapedName.encode(EscapedName.percentDecode(text));
  }
}
