// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.compiler.intoto.ArtifactRule.Side;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of rule in each situation, as artifact-rules.txt has them and as in-toto judges. */
final class RuleCheckTest {

  /** Judges every row with Debian's in-toto: 'refused' or 'ok', a line each. */
  private static final String ORACLE =
      """
      import sys
      from in_toto.models.link import Link
      from in_toto.models.metadata import Metablock
      from in_toto.verifylib import verify_item_rules
      from in_toto.exceptions import RuleVerificationError
      def artifacts(text):
          return {a.split('=')[0]: {'sha256': a.split('=')[1] * 64} for a in text.split()}
      for line in sys.stdin.read().splitlines():
          side, rules, materials, products, others, _ = [p.strip() for p in line.split('|')]
          links = {
              'step': Metablock(signed=Link(
                  name='step', materials=artifacts(materials), products=artifacts(products))),
              'src': Metablock(signed=Link(name='src', products=artifacts(others)))}
          try:
              verify_item_rules('step', side, [r.split() for r in rules.split(';')], links)
              print('ok')
          except RuleVerificationError:
              print('refused')
      """;

  static List<String> rows() throws IOException {
    try (InputStream in = RuleCheckTest.class.getResourceAsStream("artifact-rules.txt")) {
      if (in == null) {
        throw new IOException("artifact-rules.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(String row) {
    assertThat(judge(row)).isEqualTo(row.substring(row.lastIndexOf('|') + 1).strip());
  }

  @Test
  void judgesAsInTotoDoes() throws IOException {
    List<String> rows = rows();
    assertThat(rows).hasSizeGreaterThan(60);
    String theirs =
        InTotoOracle.run(ORACLE, String.join("\n", rows).getBytes(StandardCharsets.UTF_8));
    String ours =
        rows.stream()
            .map(row -> judge(row).equals("refused") ? "refused\n" : "ok\n")
            .collect(Collectors.joining());
    assertThat(ours).isEqualTo(theirs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALLOW",
        "PERMIT a",
        "ALLOW a b",
        "ALLOW [^a]",
        "ALLOW [a",
        "ALLOW []",
        "ALLOW []a]",
        "ALLOW [!]",
        "ALLOW [a-]",
        "ALLOW [c-a]",
        "ALLOW \\*",
        "ALLOW [\\]]",
        "ALLOW a//b",
        "ALLOW ./a",
        "ALLOW a/../b",
        "ALLOW a/",
        "MATCH a",
        "MATCH a WITH PRODUCTS",
        "MATCH a WITH PRODUCTS FROM",
        "MATCH a WITH THINGS FROM src",
        "MATCH a IN WITH PRODUCTS FROM src",
        "MATCH a IN ./s WITH PRODUCTS FROM src",
        "MATCH a IN s// WITH PRODUCTS FROM src",
        "MATCH a WITH PRODUCTS IN a/../b FROM src",
        "MATCH a WITH PRODUCTS FROM src src",
      })
  void refusesRulesOnWhichImplementationsDiffer(String rule) {
    assertThatThrownBy(() -> ArtifactRule.parse(words(rule)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void matchesNoWeakDigestsAlone() {
    DigestSet weak = DigestSet.of(Digest.parse(DigestAlgorithm.SHA1, "1".repeat(40)));
    Link link = new Link("step", Map.of("a", weak), Map.of());
    Link source = new Link("src", Map.of(), Map.of("a", weak));
    RuleCheck check = new RuleCheck(Map.of("step", link, "src", source));
    check.apply(
        "step",
        link,
        Side.MATERIALS,
        List.of(
            ArtifactRule.parse(words("MATCH a WITH PRODUCTS FROM src")),
            ArtifactRule.parse(words("DISALLOW *"))));
    assertThat(check.refusals()).hasSize(1);
  }

  @Test
  void matchingTakesNoExponentialTime() {
    Glob glob = Glob.parse("*a".repeat(1000) + "b");
    assertThat(glob.matches("a".repeat(4000))).isFalse();
  }

  private static String judge(String row) {
    String[] parts = row.split("\\|", -1);
    Link link = new Link("step", artifacts(parts[2]), artifacts(parts[3]));
    RuleCheck check =
        new RuleCheck(Map.of("step", link, "src", new Link("src", Map.of(), artifacts(parts[4]))));
    check.apply(
        "step",
        link,
        Side.valueOf(parts[0].strip().toUpperCase(Locale.ROOT)),
        Arrays.stream(parts[1].split(";")).map(rule -> ArtifactRule.parse(words(rule))).toList());
    if (!check.refusals().isEmpty()) {
      return "refused";
    }
    return check.findings().isEmpty() ? "ok" : "warn";
  }

  private static Map<String, DigestSet> artifacts(String text) {
    Map<String, DigestSet> artifacts = new TreeMap<>();
    for (String artifact : text.strip().split(" ", -1)) {
      if (!artifact.isEmpty()) {
        String[] parts = artifact.split("=", -1);
        artifacts.put(
            parts[0], DigestSet.of(Digest.parse(DigestAlgorithm.SHA256, parts[1].repeat(64))));
      }
    }
    return artifacts;
  }

  private static List<String> words(String rule) {
    return List.of(rule.strip().split(" +"));
  }
}
