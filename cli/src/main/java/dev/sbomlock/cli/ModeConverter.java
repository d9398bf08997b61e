// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code audit} and {@code enforce}. */
final class ModeConverter implements ITypeConverter<Mode> {

  ModeConverter() {}

  @Override
  public Mode convert(String value) {
    return Mode.ofKey(value)
        .orElseThrow(
            () -> new TypeConversionException("'" + value + "' is neither audit nor enforce"));
  }
}
