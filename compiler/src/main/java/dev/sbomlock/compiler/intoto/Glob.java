// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of names as in-toto's rules have them: {@code *} is any text and {@code ?} any
 * character, the slash among them; {@code [a-c]} is one of these and {@code [!a-c]} none of them.
 * Forms on which implementations differ are refused. Matching takes time in proportion to the
 * lengths of pattern and name multiplied, whatever they hold.
 */
final class Glob {

  private static final int MAX_LENGTH = 4096;

  private final List<Token> tokens;

  private Glob(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when implementations would differ on it, with the reason
   */
  static Glob parse(String pattern) {
    if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a pattern has 1 to " + MAX_LENGTH + " characters");
    }
    int[] text = pattern.codePoints().toArray();
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < text.length; i++) {
      int c = text[i];
      switch (c) {
        case '\\' -> throw new IllegalArgumentException("backslashes escape only here and there");
        case '*' -> tokens.add(new AnyText());
        case '?' -> tokens.add(new OneOf(true, new int[0]));
        case '[' -> {
          int end = classEnd(text, i);
          tokens.add(oneOf(text, i + 1, end));
          i = end;
        }
        default -> tokens.add(new OneOf(false, new int[] {c, c}));
      }
    }
    return new Glob(List.copyOf(tokens));
  }

  /** Whether the whole name is of this form. */
  boolean matches(String name) {
    int[] text = name.codePoints().toArray();
    int at = 0;
    int next = 0;
    int star = -1;
    int taken = 0;
    while (at < text.length) {
      if (next < tokens.size() && tokens.get(next) instanceof AnyText) {
        star = next++;
        taken = at;
      } else if (next < tokens.size()
          && tokens.get(next) instanceof OneOf one
          && one.holds(text[at])) {
        next++;
        at++;
      } else if (star >= 0) {
        // Let the last star take one more: what earlier ones took need never change.
        next = star + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (next < tokens.size() && tokens.get(next) instanceof AnyText) {
      next++;
    }
    return next == tokens.size();
  }

  private static int classEnd(int[] text, int start) {
    for (int i = start + 1; i < text.length; i++) {
      if (text[i] == ']') {
        return i;
      }
    }
    throw new IllegalArgumentException("a '[' is never closed");
  }

  private static OneOf oneOf(int[] text, int from, int end) {
    boolean negated = from < end && text[from] == '!';
    int start = negated ? from + 1 : from;
    if (start == end) {
      throw new IllegalArgumentException("a class '[]' or '[!]' is empty, or begins with ']'");
    }
    if (text[start] == '^') {
      throw new IllegalArgumentException("'[^' negates only here and there: write '[!'");
    }
    List<Integer> ranges = new ArrayList<>();
    for (int i = start; i < end; i++) {
      if (text[i] == '-' || text[i] == '\\') {
        throw new IllegalArgumentException("a class holds a '-' or a backslash as a character");
      }
      boolean range = i + 2 < end && text[i + 1] == '-';
      int last = range ? text[i + 2] : text[i];
      if (last < text[i] || last == '\\') {
        throw new IllegalArgumentException("a range of a class ends before it begins");
      }
      ranges.add(text[i]);
      ranges.add(last);
      i += range ? 2 : 0;
    }
    return new OneOf(negated, ranges.stream().mapToInt(Integer::intValue).toArray());
  }

  private sealed interface Token {}

  private record AnyText() implements Token {}

  /** One character in any of the ranges, pairs of first and last; or in none of them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record OneOf(boolean negated, int[] ranges) implements Token {

    boolean holds(int c) {
      for (int i = 0; i < ranges.length; i += 2) {
        if (ranges[i] <= c && c <= ranges[i + 1]) {
          return !negated;
        }
      }
      return negated;
    }
  }
}
