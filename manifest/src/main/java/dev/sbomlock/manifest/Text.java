// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formatting that no locale changes. */
public final class Text {

  private Text() {}

  /** {@link String#format} in the root locale. */
  public static String format(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
