// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Comparator;

/**
 * One reason to account a file.
 *
 * @param kind how strong it is
 * @param from who says so, such as {@code dpkg:nginx}, {@code link:build} or an SBOM's name
 */
public record Evidence(EvidenceKind kind, String from) implements Comparable<Evidence> {

  private static final Comparator<Evidence> ORDER =
      Comparator.comparing(Evidence::kind).thenComparing(Evidence::from);

  /** Checks the origin. */
  public Evidence {
    Text.requireUnicode(from);
  }

  /** Strongest kind first, then by origin. */
  @Override
  public int compareTo(Evidence other) {
    return ORDER.compare(this, other);
  }
}
