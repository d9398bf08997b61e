// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

/** Names of artifacts, which rules are about: in one form only, or rules could be evaded. */
final class ArtifactName {

  private static final int MAX_LENGTH = 4096;

  private ArtifactName() {}

  /**
   * Checks that a name is normalised: as {@code a/b}, {@code /a/b} or {@code ../a}.
   *
   * @throws IllegalArgumentException when it is not, with the reason
   */
  static void requireNormalised(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a name has 1 to " + MAX_LENGTH + " characters");
    }
    if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\')) {
      throw new IllegalArgumentException("it holds a control character or a backslash");
    }
    boolean mayClimb = !name.startsWith("/");
    for (String part : (mayClimb ? name : name.substring(1)).split("/", -1)) {
      boolean climbs = part.equals("..");
      if (part.isEmpty() || part.equals(".") || (climbs && !mayClimb)) {
        throw new IllegalArgumentException("it is not normalised");
      }
      mayClimb &= climbs;
    }
  }
}
