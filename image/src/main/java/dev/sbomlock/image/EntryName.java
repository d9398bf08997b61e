// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.ArtifactPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names as layers write them: {@code usr/bin/x}, {@code ./usr/bin/x}, {@code /usr//bin/x/}. */
final class EntryName {

  private EntryName() {}

  /** The bytes of a name that has one character a byte. */
  static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The path that an entry's name means, empty for the root itself.
   *
   * @throws IllegalArgumentException when it holds {@code ..} or NUL, or is too long, with the
   *     reason
   */
  static Optional<ArtifactPath> parse(String text) {
    byte[] name = bytes(text);
    ByteArrayOutputStream normal = new ByteArrayOutputStream(name.length);
    int start = 0;
    for (int i = 0; i <= name.length; i++) {
      if (i < name.length && name[i] != '/') {
        continue;
      }
      int length = i - start;
      boolean dot = length == 1 && name[start] == '.';
      if (length > 0 && !dot) {
        if (normal.size() > 0) {
          normal.write('/');
        }
        normal.write(name, start, length);
      }
      start = i + 1;
    }
    return normal.size() == 0
        ? Optional.empty()
        : Optional.of(ArtifactPath.ofBytes(normal.toByteArray()));
  }
}
