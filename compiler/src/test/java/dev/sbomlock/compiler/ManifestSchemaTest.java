// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.EvidenceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/manifest.schema.json describes the manifests that are written, and no others. */
final class ManifestSchemaTest {

  private static final Schema SCHEMA = schema();
  private static final String MANIFEST = manifest("cyclonedx-with-content");

  static List<GoldenCase> manifests() throws IOException {
    return GoldenCase.all().stream().filter(golden -> !golden.isRefused()).toList();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void describesEveryManifest(GoldenCase golden) {
    assertThat(SCHEMA.validate(manifest(golden.name()), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"path\":\"etc/stray\"             | \"path\":\"/etc/stray\"",
        "\"path\":\"etc/stray\"             | \"path\":\"etc/../stray\"",
        "\"path\":\"etc/stray\"             | \"path\":\"etc//stray\"",
        "\"path\":\"etc/stray\"             | \"path\":\"etc/stray%2f\"",
        "\"path\":\"etc/stray\"             | \"path\":\"etc/stray%41\"",
        "\"path\":\"etc/stray\"             | \"path\":\"\"",
        "\"mode\":\"4755\"                  | \"mode\":\"755\"",
        "\"mode\":\"4755\",                 | ''",
        "\"size\":5,                        | ''",
        "\"size\":5                         | \"size\":-1",
        "\"status\":\"unaccounted\"         | \"status\":\"accounted\"",
        "\"status\":\"unaccounted\"         | \"status\":\"missing\"",
        "\"status\":\"unaccounted\"         | \"status\":\"blessed\"",
        "\"kind\":\"archive-digest\"        | \"kind\":\"hearsay\"",
        "\"kind\":\"sbom\"                  | \"kind\":\"rumour\"",
        "\"symlinks\":                      | \"links\":",
        "\"checksum\":\"                    | \"checksum\":\"0",
        "\"dirHash\":                       | \"md5\":",
        "measurement-manifest/v1            | measurement-manifest/v2",
        "\"fsverity-sha256\":               | \"fsverity-sha512\":",
        "\"fsverity-sha256\":               | \"fsverity-sha1\":",
        "\"inputs\":[{                      | \"fsverity\":{\"hash\":\"sha512\"},\"inputs\":[{",
        "\"summary\":{                      | \"summary\":{\"blessed\":0,",
      })
  void refusesOthers(String part, String replacement) {
    assertThat(MANIFEST).contains(part);
    String other = MANIFEST.replace(part, replacement);
    assertThat(SCHEMA.validate(other, InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryKindOfEvidence(EvidenceKind kind) {
    String other =
        MANIFEST.replace("\"kind\":\"archive-digest\"", "\"kind\":\"" + kind.key() + "\"");
    assertThat(SCHEMA.validate(other, InputFormat.JSON)).isEmpty();
  }

  @Test
  void isItselfWellFormed() {
    Schema metaschema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
    assertThat(metaschema.validate(read(docs()), InputFormat.JSON)).isEmpty();
  }

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(read(docs()));
  }

  private static Path docs() {
    return Path.of(System.getProperty("sbomlock.root")).resolve("docs/manifest.schema.json");
  }

  private static String manifest(String name) {
    return read(GoldenCase.named(name).directory().resolve("manifest.expected"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
