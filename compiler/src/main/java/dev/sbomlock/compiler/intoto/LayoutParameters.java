// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that stand in a layout's rules for {@code {NAME}}, and which of them were used. */
final class LayoutParameters {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_-]+)\\}");

  private final Map<String, String> values;
  private final TreeSet<String> unused;

  /** These values by name. */
  LayoutParameters(Map<String, String> values) {
    this.values = new TreeMap<>(values);
    this.unused = new TreeSet<>(values.keySet());
  }

  /**
   * A word of a rule with its placeholders replaced.
   *
   * @throws UnknownParameterException when there is no value for one
   * @throws IllegalArgumentException when it holds other braces, which implementations read in
   *     different ways
   */
  String substitute(String word) throws UnknownParameterException {
    StringBuilder result = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(word);
    int end = 0;
    while (matcher.find()) {
      result.append(withoutBraces(word.substring(end, matcher.start())));
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new UnknownParameterException(matcher.group(1));
      }
      unused.remove(matcher.group(1));
      result.append(value);
      end = matcher.end();
    }
    return result.append(withoutBraces(word.substring(end))).toString();
  }

  /** A problem for each value that no rule asked for. */
  List<Diagnostic> unused(String place) {
    return unused.stream()
        .map(name -> IntotoProblems.parameter(place, "no rule holds '{" + name + "}'"))
        .toList();
  }

  private static String withoutBraces(String text) {
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException("braces stand around names of parameters only");
    }
    return text;
  }

  /** A rule asks for a value that nobody gave. */
  static final class UnknownParameterException extends Exception {
    UnknownParameterException(String name) {
      super("a rule holds '{" + name + "}', and no value was given for it");
    }
  }
}
