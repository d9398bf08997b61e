// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.time.LocalDate;

/**
 * Which of several manifests of one subject is the newest, and until when it holds.
 *
 * @param version grows with each manifest of a subject; at least 1
 * @param expires the first day (UTC) on which it holds no more
 */
public record Validity(long version, LocalDate expires) {

  private static final int LAST_YEAR = 9999;

  /** Checks both ranges. */
  public Validity {
    if (version < 1) {
      throw new IllegalArgumentException("a version is at least 1");
    }
    ManifestFormat.requireExactNumber(version);
    if (expires.getYear() < 1970 || expires.getYear() > LAST_YEAR) {
      throw new IllegalArgumentException("a manifest expires in a year from 1970 to 9999");
    }
  }

  /** Whether it holds no more on that day. */
  public boolean hasExpired(LocalDate today) {
    return !today.isBefore(expires);
  }
}
