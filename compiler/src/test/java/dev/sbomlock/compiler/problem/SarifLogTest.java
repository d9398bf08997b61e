// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sbomlock.manifest.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log is one by the schema that OASIS published for SARIF 2.1.0. */
final class SarifLogTest {

  private static final Schema SCHEMA = schema();
  private static final Diagnostic FINDING =
      new Diagnostic("C031", "'etc/a b%25\u202e'", "nobody", "not\nblessed", "Add it.");
  private static final Diagnostic REFUSAL =
      new Diagnostic("C001", "app.cdx.json", "gone", "nothing", "Pass it.");

  @Test
  void conformsToTheSchema() {
    assertThat(validate(log())).isEmpty();
    assertThat(validate(new SarifLog("1", List.of(), List.of()).json())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"version\":\"2.1.0\",|",
        "\"name\":\"sbomlock\",|",
        "\"message\":{\"text\"|\"message\":{\"id2\"",
        "\"level\":\"error\"|\"level\":\"fatal\"",
        "\"artifactLocation\"|\"place\"",
        "\"ruleIndex\":0|\"ruleIndex\":-2",
      })
  void andTheCheckSeesWhatIsMissing(String change) {
    String[] parts = change.split("\\|", -1);
    assertThat(log()).contains(parts[0]);
    assertThat(validate(log().replace(parts[0], parts[1]))).isNotEmpty();
  }

  @Test
  void escapesPlacesAndTellsErrorsFromWarnings() {
    assertThat(log())
        .contains("\"uri\":\"etc/a%20b%2525%E2%80%AE\"")
        .contains("\"uri\":\"app.cdx.json\"")
        .contains("\"ruleId\":\"C001\",\"ruleIndex\":0,\"level\":\"error\"")
        .contains("\"ruleId\":\"C031\",\"ruleIndex\":1,\"level\":\"warning\"")
        .contains("\"rules\":[{\"id\":\"C001\"},{\"id\":\"C031\"}]");
  }

  private static String log() {
    return new SarifLog("1.2.3", List.of(REFUSAL), List.of(FINDING)).json();
  }

  private static List<?> validate(String log) {
    return SCHEMA.validate(log, InputFormat.JSON);
  }

  private static Schema schema() {
    try (InputStream in =
        SarifLogTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
