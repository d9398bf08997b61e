// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Gate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code node}, {@code cgroup:PATH} and {@code PATH}. */
final class GateConverter implements ITypeConverter<Gate> {

  GateConverter() {}

  @Override
  public Gate convert(String value) {
    try {
      return Gate.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
