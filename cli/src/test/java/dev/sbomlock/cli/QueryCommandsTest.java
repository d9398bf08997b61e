// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain}, {@code diff} and {@code compile --format=sarif} as a user calls them. */
final class QueryCommandsTest {

  private static final String SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final String SBOM =
      """
      {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "file", "name": "/hello", "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}
      """
          .replace("%s", SHA256);

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path sbom = Path.of("");
  private Path root = Path.of("");
  private Path manifest = Path.of("");

  @BeforeEach
  void compile() throws Exception {
    root = Files.createDirectories(directory.resolve("root"));
    Files.writeString(root.resolve("hello"), "hello");
    Files.writeString(root.resolve("stray"), "stray");
    sbom = Files.writeString(directory.resolve("app.cdx.json"), SBOM);
    manifest = directory.resolve("m.json");
    assertThat(execute("compile", sbom, "--rootfs", root, "-o", manifest)).isEqualTo(ExitCode.DONE);
  }

  @Test
  void explains() {
    assertThat(execute("explain", manifest, "/hello")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .startsWith("/hello: trusted, because evidence accounts for it\n")
        .contains("  digest     sha256:" + SHA256 + "\n")
        .contains("  evidence   sbom-digest from app.cdx.json\n")
        .contains("    says sbom 'app.cdx.json' (CycloneDX 1.6 JSON) sha256:");
    assertThat(execute("explain", manifest, "/stray")).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .startsWith("/stray: not trusted, because no SBOM, link or package accounts for it\n");
    assertThat(execute("explain", manifest, SHA256, "--format=json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .startsWith("{\"query\":\"" + SHA256 + "\",\"trusted\":true,")
        .contains(
            "\"evidence\":[{\"kind\":\"sbom-digest\",\"from\":\"app.cdx.json\",\"documents\":[");
    assertThat(execute("explain", manifest, "/../x")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void tellsDifferences() throws Exception {
    Path other = directory.resolve("other.json");
    Files.writeString(root.resolve("stray"), "astray");
    assertThat(execute("compile", sbom, "--rootfs", root, "-o", other)).isEqualTo(ExitCode.DONE);
    assertThat(execute("diff", manifest, manifest)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEmpty();
    assertThat(execute("diff", manifest, other)).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .contains("changed file stray\n  digest: ")
        .contains("  size: 5 -> 6\n");
    assertThat(execute("diff", manifest, other, "--format=json")).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .contains("{\"change\":\"changed\",\"kind\":\"file\",\"name\":\"stray\",\"fields\":{");
  }

  @Test
  void logsAsSarif() throws Exception {
    Object[] arguments = {"compile", sbom, "--rootfs", root, "--format=sarif"};
    assertThat(execute(arguments)).isEqualTo(ExitCode.USAGE);
    Object[] withOutput = Arrays.copyOf(arguments, arguments.length + 2);
    withOutput[arguments.length] = "-o";
    withOutput[arguments.length + 1] = manifest;
    assertThat(execute(withOutput)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("\"ruleId\":\"C031\"").contains("\"level\":\"warning\"");
    assertThat(err.toString()).isEmpty();
    Files.writeString(root.resolve("hello"), "evil!");
    assertThat(execute(withOutput)).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).contains("\"ruleId\":\"C030\"").contains("\"level\":\"error\"");
  }

  private int execute(Object... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Program.commandLine(new Main(), new PrintWriter(out), new PrintWriter(err))
        .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }
}
