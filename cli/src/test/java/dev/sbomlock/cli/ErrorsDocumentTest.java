// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/ERRORS.md explains every diagnostic code that the sources can give, and no other. */
final class ErrorsDocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("sbomlock.root"));
  private static final Pattern IN_SOURCE = Pattern.compile("\"([BCLMX][0-9]{3})\"");
  private static final Pattern HEADING = Pattern.compile("### ([BCLMX][0-9]{3}) .+");

  @Test
  void everyCodeIsExplained() throws IOException {
    SortedSet<String> given = codesInSources();
    assertThat(given).contains("M001", "X001");
    assertThat(explained().keySet()).containsExactlyElementsOf(given);
  }

  @Test
  void everyExplanationHasARemedy() throws IOException {
    assertThat(explained()).allSatisfy((code, text) -> assertThat(text).contains("**Remedy:**"));
  }

  private static SortedSet<String> codesInSources() throws IOException {
    SortedSet<String> codes = new TreeSet<>();
    for (Path source : sources()) {
      Matcher matcher = IN_SOURCE.matcher(Files.readString(source));
      while (matcher.find()) {
        codes.add(matcher.group(1));
      }
    }
    return codes;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.map(path -> path.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(module)) {
          try (Stream<Path> files = Files.walk(module)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }

  private static Map<String, String> explained() throws IOException {
    Map<String, String> explanations = new TreeMap<>();
    String code = null;
    for (String line : Files.readAllLines(ROOT.resolve("docs/ERRORS.md"))) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        code = heading.group(1);
        assertThat(explanations.put(code, "")).as("%s stands twice", code).isNull();
      } else if (code != null) {
        explanations.merge(code, line + "\n", String::concat);
      }
    }
    return explanations;
  }
}
