// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;

/** The matcher without backtracking says what a regular expression says. */
final class GlobPropertyTest {

  @Property
  void matchesAsARegularExpressionDoes(
      @ForAll @NotEmpty @StringLength(max = 8) @Chars({'*', '?', 'a', 'b', '/'}) String pattern,
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') @Chars('/') String name) {
    String expression = pattern.replace("*", ".*").replace("?", ".");
    assertThat(Glob.parse(pattern).matches(name))
        .isEqualTo(Pattern.compile(expression, Pattern.DOTALL).matcher(name).matches());
  }
}
