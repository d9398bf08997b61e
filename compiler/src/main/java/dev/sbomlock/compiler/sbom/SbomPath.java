// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Text;

/**
 * File names as documents write them: {@code /usr/bin/x}, {@code ./usr/bin/x}, {@code usr/bin/x}.
 */
public final class SbomPath {

  private SbomPath() {}

  /**
   * The path that a document's file name means.
   *
   * @throws IllegalArgumentException when it holds a control character, {@code .} or {@code ..}, or
   *     is no path at all, with the reason
   */
  public static ArtifactPath parse(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        throw new IllegalArgumentException(
            Text.format(
                "a path in a document must not hold the control character 0x%02x", (int) c));
      }
    }
    return ArtifactPath.ofName(belowRoot(name));
  }

  private static String belowRoot(String name) {
    if (name.startsWith("./")) {
      return name.substring(2);
    }
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
