// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as ISO 8601 has it in UTC, or a day, which is its beginning. */
final class TimeConverter implements ITypeConverter<Instant> {

  TimeConverter() {}

  @Override
  public Instant convert(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + text + "' is no time such as 2026-01-31T12:00:00Z, and no day such as 2026-01-31");
    }
  }
}
