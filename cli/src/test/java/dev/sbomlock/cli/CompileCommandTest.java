// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.ManifestReader;
import dev.sbomlock.manifest.VerityParameters;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sbomlock compile} as a user calls it. */
final class CompileCommandTest {

  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path sbom = Path.of("");
  private Path root = Path.of("");

  @BeforeEach
  void plant() throws Exception {
    root = Files.createDirectories(directory.resolve("root"));
    Files.writeString(root.resolve("hello"), "hello");
    sbom =
        Files.writeString(
            directory.resolve("app.cdx.json"),
            """
            {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
              {"type": "file", "name": "/hello",
               "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}
            """
                .replace("%s", HELLO_SHA256));
  }

  @Test
  void writesTheManifestToAFile() throws Exception {
    Path target = directory.resolve("m.json");
    assertThat(run("-o", target.toString())).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo("compiled 'app.cdx.json': 0 components, 1 files (1 accounted)\n");
    assertThat(ManifestReader.read(target).files()).hasSize(1);
  }

  @Test
  void writesTheSameBytesToStandardOutput() throws Exception {
    Path target = directory.resolve("m.json");
    assertThat(run("-o", target.toString())).isEqualTo(ExitCode.DONE);
    assertThat(run()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().getBytes(StandardCharsets.UTF_8))
        .isEqualTo(Files.readAllBytes(target));
  }

  @Test
  void readsAnSbomFromStandardInput() throws Exception {
    Path target = directory.resolve("m.json");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(Files.readAllBytes(sbom)));
    sbom = Path.of("-");
    try {
      assertThat(run("-o", target.toString())).isEqualTo(ExitCode.DONE);
    } finally {
      System.setIn(before);
    }
    assertThat(err.toString()).isEqualTo("compiled '-': 0 components, 1 files (1 accounted)\n");
    assertThat(ManifestReader.read(target).inputs().get(0).name()).isEqualTo("-");
  }

  @Test
  void quietSaysOnlyWhatIsAmiss() throws Exception {
    String target = directory.resolve("m.json").toString();
    assertThat(run("-o", target, "--quiet")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).isEmpty();
    Files.writeString(root.resolve("stray"), "x");
    assertThat(run("-o", target, "-q")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).startsWith("C031 ").doesNotContain("compiled");
  }

  @Test
  void explainsItsDecisionsOnStandardErrorOnly() throws Exception {
    Files.writeString(
        sbom,
        Files.readString(sbom)
            .replace(
                "\"components\": [",
                "\"components\": [{\"type\": \"library\", \"name\": \"absent\"},"));
    assertThat(run("-v")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString())
        .contains("app.cdx.json: this sbom is CycloneDX 1.6 JSON\n")
        .contains("'hello': sbom-digest of 'app.cdx.json' accounts for it\n")
        .contains("component 'absent' has no file: no location, digest or package leads to one\n");
    assertThat(out.toString()).startsWith("{").doesNotContain("accounts for it");
    Files.writeString(root.resolve("hello"), "other");
    assertThat(run("-v", "--format=json")).isEqualTo(ExitCode.NO);
    assertThat(err.toString())
        .startsWith("{\"decision\":\"app.cdx.json: this sbom is CycloneDX 1.6 JSON\"}\n");
  }

  @Test
  void aFileWithoutANameIsNotThere() {
    assertThat(run("")).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C001 '': ");
  }

  @Test
  void summarisesAsJson() {
    assertThat(run("-o", directory.resolve("m.json").toString(), "--format=json"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .isEqualTo(
            "{\"components\":0,\"accounted\":1,\"unaccounted\":0,\"contradicted\":0,"
                + "\"missing\":0,\"stated\":0}\n");
  }

  @Test
  void showsTheFirstFindingsOfAKindAndCountsTheRest() throws Exception {
    for (int i = 0; i < 8; i++) {
      Files.writeString(root.resolve("stray" + i), "x");
    }
    assertThat(run()).isEqualTo(ExitCode.DONE);
    assertThat(err.toString().lines().filter(line -> line.startsWith("C031"))).hasSize(5);
    assertThat(err.toString()).contains("... and 3 more of C031: pass -v to see all.\n");
    assertThat(run("-v")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString().lines().filter(line -> line.startsWith("C031"))).hasSize(8);
    assertThat(run("--unaccounted=deny")).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void leavesTheOldManifestWhenItRefuses() throws Exception {
    Path target = Files.writeString(directory.resolve("m.json"), "old");
    Files.writeString(root.resolve("hello"), "evil!");
    assertThat(run("-o", target.toString())).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C030 'hello': its content is not what 'app.cdx.json'");
    assertThat(Files.readString(target)).isEqualTo("old");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void refusesATargetThatCannotBeWritten() {
    assertThat(run("-o", directory.resolve("none/m.json").toString())).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C050 ");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(run("--unaccounted=perhaps")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected 'report' or 'deny', not 'perhaps'");
    assertThat(run("--require-evidence=hearsay")).isEqualTo(ExitCode.USAGE);
    assertThat(run("--nonsense")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void recordsFsverityParameters() throws Exception {
    Path target = directory.resolve("m.json");
    assertThat(
            run(
                "-o",
                target.toString(),
                "--fsverity-hash-alg=sha512",
                "--fsverity-block-size=1024",
                "--fsverity-salt=00ff"))
        .isEqualTo(ExitCode.DONE);
    assertThat(ManifestReader.read(target).verity())
        .isEqualTo(new VerityParameters(VerityParameters.Hash.SHA512, 1024, "00ff"));
  }

  @ParameterizedTest
  @CsvSource({
    "--fsverity-hash-alg=sha1, expected sha256 or sha512",
    "--fsverity-block-size=1000, a power of two from 1024 to 65536",
    "--fsverity-salt=0, in lower-case hex digits",
    "--fsverity-salt=FF, in lower-case hex digits",
  })
  void refusesWhatFsverityDoesNotKnow(String option, String reason) {
    assertThat(run(option)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(reason);
  }

  @Test
  void fsverityParametersAreOfWhatIsMeasured() {
    assertThat(execute("compile", sbom.toString(), "--fsverity-salt=00")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("for what --rootfs or --image measures");
  }

  private int run(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("compile", sbom.toString(), "--rootfs", root.toString()));
    all.addAll(List.of(arguments));
    return execute(all.toArray(new String[0]));
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Program.commandLine(new Main(), new PrintWriter(out), new PrintWriter(err))
        .execute(arguments);
  }
}
