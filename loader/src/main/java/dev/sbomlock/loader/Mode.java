// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.SettingsRecord;
import java.util.Locale;
import java.util.Optional;

/** What the guard does with a denial. */
public enum Mode {
  /** It only tells. */
  AUDIT(SettingsRecord.AUDIT),
  /** It denies. */
  ENFORCE(SettingsRecord.ENFORCE);

  private final int number;

  Mode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** As options and configuration write it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of that exact key. */
  public static Optional<Mode> ofKey(String key) {
    for (Mode mode : values()) {
      if (mode.key().equals(key)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  static Mode ofNumber(int number) {
    return number == SettingsRecord.AUDIT ? AUDIT : ENFORCE;
  }
}
