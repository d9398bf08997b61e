// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.util.Locale;

/** What was decided, in the order of {@code enum sbomlock_verdict}. */
public enum Verdict {
  ALLOWED,
  DENIED,
  /** Would have been denied in enforce mode. */
  AUDITED;

  /** As in events: {@code denied}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
