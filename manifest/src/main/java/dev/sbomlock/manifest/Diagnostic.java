// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.regex.Pattern;

/**
 * One thing that is wrong, said so that its reader can act: {@code <place>: <fact>, so
 * <consequence>.} and then the remedy.
 *
 * @param code such as {@code C012}; docs/ERRORS.md has an entry for each
 * @param place the file, path or component it is about
 * @param fact what was found, with values; user strings in single quotes
 * @param consequence what therefore does not happen
 * @param remedy what to do, in whole sentences
 */
public record Diagnostic(
    String code, String place, String fact, String consequence, String remedy) {

  private static final Pattern CODE = Pattern.compile("[A-Z][0-9]{3}");

  /** Checks that nothing is missing. */
  public Diagnostic {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("not a diagnostic code: " + code);
    }
    if (place.isBlank() || fact.isBlank() || consequence.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException(code + " lacks a part");
    }
  }

  /** The same where something else does not happen. */
  public Diagnostic withConsequence(String other) {
    return new Diagnostic(code, place, fact, other, remedy);
  }

  /** {@code place: fact, so consequence.}, on one line, safe to print on a terminal. */
  public String message() {
    // A name that holds a line feed must not look like a second diagnostic.
    return printable(place + ": " + fact + ", so " + consequence + ".").replace("\n", "\\u000a");
  }

  /** Code, message and remedy, the remedy on lines of its own. */
  @Override
  public String toString() {
    return Text.format(
        "%s %s\n     %s", code, message(), printable(remedy).replace("\n", "\n     "));
  }

  /**
   * The text with every control character but the line feed escaped: input must not steer the
   * terminal that shows it.
   */
  public static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c != '\n' && (Character.isISOControl(c) || isBidiControl(c))) {
                safe.append(Text.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private static boolean isBidiControl(int c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
