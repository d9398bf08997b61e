// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sbomlock validate} as a user calls it. */
final class ValidateCommandTest {

  private static final String GOOD =
      "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[]}";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path good = Path.of("");
  private Path bad = Path.of("");

  @BeforeEach
  void plant() throws Exception {
    good = Files.writeString(directory.resolve("good"), GOOD);
    bad =
        Files.writeString(directory.resolve("bad"), GOOD.replace("[]", "[{\"type\":\"library\"}]"));
  }

  @Test
  void saysWhatConforms() {
    assertThat(execute("validate", good)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("good: conforms to CycloneDX 1.6\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void saysWhatDoesNotAndGoesOn() {
    assertThat(execute("validate", bad, directory.resolve("none"), good)).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .isEqualTo("bad: does not conform to CycloneDX 1.6\ngood: conforms to CycloneDX 1.6\n");
    assertThat(err.toString())
        .startsWith("C280 bad: '/components/0' required property 'name' not found, so it does not")
        .containsPattern("\nC001 .*, so it was not validated\\.");
  }

  @Test
  void saysNothingOfVersionsThatItDoesNotKnow() throws Exception {
    Path newer = Files.writeString(directory.resolve("newer"), GOOD.replace("1.6", "9.9"));
    assertThat(execute("validate", newer)).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("C281 newer: it says that it is CycloneDX 9.9, ");
  }

  @Test
  void answersAsJson() {
    assertThat(execute("validate", "--format=json", good, bad)).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .isEqualTo(
            """
            {"sbom":"good","specification":"CycloneDX 1.6","conforms":true}
            {"sbom":"bad","specification":"CycloneDX 1.6","conforms":false}
            """);
    assertThat(err.toString()).startsWith("{\"code\":\"C280\",");
  }

  @Test
  void takesWhatIsCompressed() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(good));
    }
    assertThat(execute("validate", Files.write(directory.resolve("packed"), bytes.toByteArray())))
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void refusesWhatCannotBeValidated() throws Exception {
    assertThat(execute("validate", Files.writeString(directory.resolve("empty"), " ")))
        .isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C002 empty: ");
    for (String other :
        new String[] {
          "hello\n",
          "{\"payloadType\":\"x\"}",
          "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>"
        }) {
      assertThat(execute("validate", Files.writeString(directory.resolve("other"), other)))
          .isEqualTo(ExitCode.NO);
      assertThat(err.toString()).startsWith("C283 other: ");
    }
    assertThat(execute("validate")).isEqualTo(ExitCode.USAGE);
  }

  private int execute(Object... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Program.commandLine(new Main(), new PrintWriter(out), new PrintWriter(err))
        .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }
}
