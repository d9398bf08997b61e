// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.FileOutcome;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/bless-report.schema.json describes the reports that are written, and no others. */
final class BlessReportFileTest {

  private static final Digest DIGEST = new Digest(DigestAlgorithm.SHA256, "0".repeat(64));
  private static final BlessReport REPORT =
      new BlessReport(
          List.of(
              FileOutcome.already(path("a")),
              FileOutcome.blessed(path("b")),
              FileOutcome.refused(
                  path("c"), new Diagnostic("B004", "'c'", "it \"differs\"", "no", "Mend it.")),
              FileOutcome.skipped(path("d")),
              FileOutcome.skipped(path("e"), Status.UNACCOUNTED)));

  @TempDir Path directory;

  @Test
  void tellsWhatBecameOfEachFile() throws Exception {
    assertThat(write(BlessMethod.IMA))
        .isEqualTo(
            """
            {"reportType":"https://sbomlock.dev/bless-report/v1",\
            "subject":{"name":"test","digest":"sha256:%s"},"methods":["ima"],"dryRun":false,\
            "image":"sha256:%s",\
            "summary":{"blessed":1,"already":1,"refused":1,"skipped":2},"files":[
            {"path":"a","result":"already"},
            {"path":"b","result":"blessed"},
            {"path":"c","result":"refused","reason":"it \\"differs\\"","code":"B004","remedy":"Mend it."},
            {"path":"d","result":"skipped","reason":"another file was refused"},
            {"path":"e","result":"skipped","reason":"the manifest calls it unaccounted"}]}
            """
                .formatted(DIGEST.hex(), DIGEST.hex()));
  }

  @ParameterizedTest
  @EnumSource
  void theSchemaDescribesIt(BlessMethod method) throws Exception {
    assertThat(schema().validate(write(method), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"result\":\"blessed\"     | \"result\":\"perhaps\"",
        "\"result\":\"blessed\"     | \"result\":\"refused\"",
        "\"result\":\"already\"     | \"result\":\"already\",\"reason\":\"x\"",
        ",\"code\":\"B004\"         | ''",
        "\"code\":\"B004\"          | \"code\":\"4\"",
        "\"dryRun\":false,          | ''",
        "\"skipped\":2              | \"skipped\":-2",
        "\"methods\":[\"ima\"]      | \"methods\":[]",
        "\"methods\":[\"ima\"]      | \"methods\":[\"prayer\"]",
        "bless-report/v1            | bless-report/v2",
        "\"files\":                 | \"when\":1,\"files\":",
      })
  void theSchemaDescribesNothingElse(String part, String replacement) throws Exception {
    String report = write(BlessMethod.IMA);
    assertThat(report).contains(part);
    assertThat(schema().validate(report.replace(part, replacement), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void aDirectoryThatIsNotThereIsFoundBeforehand() {
    BlessReportFile file = new BlessReportFile(directory.resolve("nowhere/report.json"));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(file::check)
        .withMessageContaining("X003")
        .withMessageContaining("nothing was blessed");
  }

  private String write(BlessMethod method) throws Exception {
    Path file = directory.resolve("report.json");
    new BlessReportFile(file)
        .write(
            new BlessReportFile.Asked(new Subject("test", DIGEST), EnumSet.of(method), false),
            REPORT,
            Optional.of(DIGEST));
    try (var beside = Files.list(directory)) {
      assertThat(beside).containsExactly(file);
    }
    return Files.readString(file);
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(
            Files.readString(
                Path.of(System.getProperty("sbomlock.root"))
                    .resolve("docs/bless-report.schema.json")));
  }

  private static ArtifactPath path(String text) {
    return ArtifactPath.ofName(text);
  }
}
