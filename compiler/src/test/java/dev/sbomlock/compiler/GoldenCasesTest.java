// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.ManifestReader;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of testdata/sboms compiles to exactly what stands beside it. After a wanted change:
 * {@code mvn -pl compiler -am test -Dtest=GoldenCasesTest -Dsbomlock.update=true
 * -Dsurefire.failIfNoSpecifiedTests=false}, and read the diff.
 */
final class GoldenCasesTest {

  private static final String NO_MANIFEST = "";

  @TempDir private Path scratch;

  static List<GoldenCase> cases() throws IOException {
    return GoldenCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void compilesAsExpected(GoldenCase golden) throws IOException, RejectedException {
    String manifest;
    List<Diagnostic> diagnostics;
    try {
      Compilation compilation = Compiler.compile(golden.request(scratch));
      manifest = bytes(compilation.manifest());
      diagnostics = compilation.findings();
      assertThat(golden.isRefused()).as("a case named reject-… is refused").isFalse();
    } catch (RejectedException e) {
      manifest = NO_MANIFEST;
      diagnostics = e.diagnostics();
      assertThat(golden.isRefused()).as("only cases named reject-… are refused: " + e).isTrue();
    }
    compare(golden.directory().resolve("manifest.expected"), manifest);
    compare(golden.directory().resolve("diagnostics.expected"), render(diagnostics));
    if (!golden.isRefused()) {
      MeasurementManifest read =
          ManifestReader.read(golden.directory().resolve("manifest.expected"));
      assertThat(bytes(read)).isEqualTo(manifest);
    }
  }

  private void compare(Path expected, String actual) throws IOException {
    if (Boolean.getBoolean("sbomlock.update")) {
      Files.deleteIfExists(expected);
      if (!actual.isEmpty()) {
        Files.writeString(expected, actual);
      }
    }
    assertThat(actual).isEqualTo(Files.exists(expected) ? Files.readString(expected) : "");
  }

  private String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .map(diagnostic -> diagnostic.code() + " " + diagnostic.message() + "\n")
        .collect(Collectors.joining())
        .replace(scratch.toString(), "SCRATCH");
  }

  private static String bytes(MeasurementManifest manifest) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ManifestWriter.write(manifest, bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
