// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static java.lang.Integer.parseInt;
import static java.util.regex.Matcher.quoteReplacement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the kernel swaps to, as {@code /proc/swaps} names it (proc_swaps(5)). */
final class SwapAreas {

  private static final Path SWAPS = Path.of("/proc/swaps");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  private SwapAreas() {}

  /** The devices and files in use; none when the kernel has no swap. */
  static List<Path> inUse() throws IOException {
    return Files.exists(SWAPS)
        ? parse(Files.readString(SWAPS, StandardCharsets.ISO_8859_1))
        : List.of();
  }

  static List<Path> parse(String table) {
    return table
        .lines()
        .skip(1)
        .map(line -> Path.of(unescape(line.split("[ \\t]", 2)[0])))
        .toList();
  }

  private static String unescape(String name) {
    return ESCAPED
        .matcher(name)
        .replaceAll(octal -> quoteReplacement(Character.toString(parseInt(octal.group(1), 8))));
  }
}
