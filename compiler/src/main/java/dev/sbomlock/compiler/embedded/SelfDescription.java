// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import dev.sbomlock.manifest.ArtifactPath;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file says of itself.
 *
 * @param packages that it is made of, each once
 * @param defect why it could not be looked into although it is of a known form, or empty
 */
public record SelfDescription(List<EmbeddedPackage> packages, String defect) {

  /** Of a file that says nothing. */
  public static final SelfDescription NONE = new SelfDescription(List.of(), "");

  private static final Pattern ARCHIVE = Pattern.compile(".*\\.(?:jar|war|ear)", Pattern.DOTALL);
  private static final int ANY_EXECUTE = 0111;

  /** Copies the list. */
  public SelfDescription {
    packages = List.copyOf(packages);
  }

  /** Whether it is worth looking into a file: it is named like a jar, or may be run. */
  public static boolean isLikely(ArtifactPath path, int mode) {
    return isArchive(path.text()) || (mode & ANY_EXECUTE) != 0;
  }

  /**
   * Reads what a file says.
   *
   * @param path its name decides which of several packages in it a jar is
   * @throws IOException when reading fails
   */
  public static SelfDescription read(ArtifactPath path, RandomBytes file) throws IOException {
    try {
      if (isArchive(path.text())) {
        return new SelfDescription(JarReader.read(path.text(), file), "");
      }
      Optional<GoBuildInfo> info = GoBuildInfo.read(file);
      return info.isPresent() ? new SelfDescription(info.get().packages(), "") : NONE;
    } catch (IllegalArgumentException e) {
      return new SelfDescription(List.of(), String.valueOf(e.getMessage()));
    } catch (EOFException e) {
      return new SelfDescription(List.of(), "it is cut off");
    }
  }

  static boolean isArchive(String name) {
    return ARCHIVE.matcher(name).matches();
  }
}
