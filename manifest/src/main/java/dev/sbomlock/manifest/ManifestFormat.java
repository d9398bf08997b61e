// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What reader and writer share of the manifest's form. */
final class ManifestFormat {

  static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

  /** JSON numbers are doubles (RFC 8785 section 3.2.2.3): beyond 2^53 they are not exact. */
  static final long MAX_EXACT_NUMBER = 1L << 53;

  static final List<Status> STATUSES_BY_KEY =
      Stream.of(Status.values()).sorted(Comparator.comparing(Status::key)).toList();

  private static final int MODE_DIGITS = 4;

  private ManifestFormat() {}

  static String formatMode(int mode) {
    String digits = Integer.toOctalString(mode);
    return "0".repeat(Math.max(0, MODE_DIGITS - digits.length())) + digits;
  }

  static int parseMode(String text) {
    if (text.length() != MODE_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '7')) {
      throw new IllegalArgumentException("a mode is four octal digits, not '" + text + "'");
    }
    return Integer.parseInt(text, 8);
  }

  static LocalDate parseDay(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      // Years of more or less than four digits have signs and other lengths.
      if (day.toString().equals(text)) {
        return day;
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no day '" + text + "'", e);
    }
    throw new IllegalArgumentException("a day is written as in 2026-01-31, not '" + text + "'");
  }

  static void requireExactNumber(long number) {
    if (number > MAX_EXACT_NUMBER) {
      throw new IllegalArgumentException("a size is at most 2^53, not " + number);
    }
  }
}
