// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formatting that no locale changes. */
public final class Text {

  private Text() {}

  /**
   * Checks that texts can be written in UTF-8.
   *
   * @throws IllegalArgumentException when one holds half a surrogate pair
   */
  static void requireUnicode(String... texts) {
    for (String text : texts) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (Character.isSurrogate(c) && !pair) {
          throw new IllegalArgumentException("it holds half a character");
        }
        if (pair) {
          i++;
        }
      }
    }
  }

  /** {@link String#format} in the root locale. */
  public static String format(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
