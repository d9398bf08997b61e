// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an owner signs, the reader gives a layout with rules that can be applied, or refuses.
 */
final class LayoutReaderFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    Path golden = GoldenCase.named("layout-two-steps").directory().resolve("root.layout");
    SupplyChain chain = new SupplyChain(golden);
    return Stream.of(
            chain.layout(),
            chain.with("productRules", "[\"CREATE\",\"{OUT}/[!a-c]?\"]").layout(),
            chain
                .with(
                    "materialRules",
                    "[\"MATCH\",\"*\",\"IN\",\"a\",\"WITH\",\"MATERIALS\",\"IN\",\"b\",\"FROM\",\"fetch\"]")
                .layout(),
            Files.readString(golden))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) throws IOException {
    try {
      Layout layout =
          LayoutReader.read(
              JsonValue.parse(document), "fuzzed", new LayoutParameters(Map.of("OUT", "o")));
      Link link = new Link("x", Map.of(), Map.of());
      RuleCheck check = new RuleCheck(Map.of("x", link));
      for (Layout.Step step : layout.steps()) {
        if (step.threshold() > step.functionaries().size()) {
          throw new AssertionError("a threshold that nobody can reach: " + step);
        }
        step.rules().forEach((side, rules) -> check.apply(step.name(), link, side, rules));
      }
    } catch (RejectedException | JacksonException expected) {
      // Refused with its reasons.
    }
  }
}
