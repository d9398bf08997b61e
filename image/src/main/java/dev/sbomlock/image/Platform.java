// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.util.Arrays;
import java.util.List;

/**
 * What an image runs on, in Go's words (OCI image index, "platform").
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant such as {@code v7}, or empty
 */
public record Platform(String os, String architecture, String variant) {

  /**
   * Parses {@code OS/ARCH[/VARIANT]}.
   *
   * @throws IllegalArgumentException when it is not that
   */
  public static Platform parse(String text) {
    List<String> parts = Arrays.asList(text.split("/", -1));
    boolean whole = parts.stream().noneMatch(String::isEmpty);
    if (parts.size() < 2 || parts.size() > 3 || !whole) {
      throw new IllegalArgumentException("expected OS/ARCH[/VARIANT], not '" + text + "'");
    }
    return new Platform(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : "");
  }

  /** Whether an image for {@code other} is meant: a variant counts where one is wanted. */
  boolean accepts(Platform other) {
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (variant.isEmpty() || variant.equals(other.variant));
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
