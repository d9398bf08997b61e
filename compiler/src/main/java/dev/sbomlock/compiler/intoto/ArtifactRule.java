// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.DigestSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One rule of a layout on a step's materials or products (in-toto specification 1.0, section
 * 4.3.3).
 *
 * @param text as the layout has it, for people
 * @param pattern what it is about; REQUIRE takes it as a name
 * @param glob the pattern, read
 * @param match only of MATCH
 */
record ArtifactRule(Kind kind, String text, String pattern, Glob glob, Optional<Match> match) {

  private static final int LONGEST = 10;

  /** What becomes of the artifacts that a rule is about. */
  enum Kind {
    MATCH,
    CREATE,
    DELETE,
    MODIFY,
    ALLOW,
    REQUIRE,
    DISALLOW
  }

  /** The two sides of a step. */
  enum Side {
    MATERIALS,
    PRODUCTS;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What the step has on this side. */
    Map<String, DigestSet> of(Link link) {
      return this == MATERIALS ? link.materials() : link.products();
    }
  }

  /**
   * What MATCH compares with.
   *
   * @param sourcePrefix of the artifacts at hand, empty or ending in a slash
   * @param side of the other step
   * @param otherPrefix of the artifacts there, empty or ending in a slash
   * @param step the other one
   */
  record Match(String sourcePrefix, Side side, String otherPrefix, String step) {}

  /**
   * Reads a rule; keywords are of either case.
   *
   * @throws IllegalArgumentException when it is none, with the reason
   */
  static ArtifactRule parse(List<String> words) {
    if (words.size() < 2 || words.size() > LONGEST) {
      throw new IllegalArgumentException("a rule is a keyword and a pattern");
    }
    Kind kind = kind(words.get(0));
    String pattern = words.get(1);
    requireNormalisedPattern(pattern);
    Optional<Match> match = Optional.empty();
    if (kind == Kind.MATCH) {
      match = Optional.of(match(words));
    } else if (words.size() != 2) {
      throw new IllegalArgumentException("something follows its pattern");
    }
    return new ArtifactRule(kind, String.join(" ", words), pattern, Glob.parse(pattern), match);
  }

  private static Kind kind(String word) {
    for (Kind kind : Kind.values()) {
      if (kind.name().equalsIgnoreCase(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("'" + word + "' is no keyword");
  }

  /** MATCH pattern [IN prefix] WITH (MATERIALS|PRODUCTS) [IN prefix] FROM step. */
  private static Match match(List<String> words) {
    int at = 2;
    String sourcePrefix = "";
    if (is(words, at, "in")) {
      sourcePrefix = prefix(words, at + 1);
      at += 2;
    }
    if (!is(words, at, "with")) {
      throw new IllegalArgumentException("'WITH' is missing");
    }
    Side side =
        is(words, at + 1, "materials")
            ? Side.MATERIALS
            : is(words, at + 1, "products") ? Side.PRODUCTS : null;
    if (side == null) {
      throw new IllegalArgumentException("'WITH' is followed by 'MATERIALS' or 'PRODUCTS'");
    }
    at += 2;
    String otherPrefix = "";
    if (is(words, at, "in")) {
      otherPrefix = prefix(words, at + 1);
      at += 2;
    }
    if (!is(words, at, "from") || words.size() != at + 2) {
      throw new IllegalArgumentException("it ends in 'FROM' and a step");
    }
    return new Match(sourcePrefix, side, otherPrefix, words.get(at + 1));
  }

  private static boolean is(List<String> words, int at, String keyword) {
    return at < words.size() && words.get(at).equalsIgnoreCase(keyword);
  }

  private static String prefix(List<String> words, int at) {
    if (at >= words.size()) {
      throw new IllegalArgumentException("'IN' is followed by a directory");
    }
    String prefix = words.get(at);
    if (prefix.isEmpty()) {
      return "";
    }
    String directory =
        prefix.length() > 1 && prefix.endsWith("/")
            ? prefix.substring(0, prefix.length() - 1)
            : prefix;
    ArtifactName.requireNormalised(directory);
    return directory + "/";
  }

  /** No name that can be has these parts, so the pattern would never take what its author meant. */
  private static void requireNormalisedPattern(String pattern) {
    if (pattern.contains("//")
        || ("/" + pattern + "/").contains("/./")
        || (("/" + pattern + "/").contains("/../") && !pattern.startsWith("../"))
        || (pattern.length() > 1 && pattern.endsWith("/"))) {
      throw new IllegalArgumentException("its pattern is not normalised");
    }
  }
}
