// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.export.ImaPolicy.Appraisal;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.ManifestReader;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manifest of a golden case in every language, with names that want to break out of each. After
 * a wanted change: {@code mvn -pl compiler -am test -Dtest=ExportGoldenTest -Dsbomlock.update=true
 * -Dsurefire.failIfNoSpecifiedTests=false}, and read the diff.
 */
final class ExportGoldenTest {

  private static final Path CASE = GoldenCase.named("exports-hostile-names").directory();
  private static final String UUID = "0d1a7c5e-1f2b-4c3d-8e4f-a5b6c7d8e9f0";
  private static final String OTHER_UUID = "0000001A-1f2b-4c3d-8e4f-a5b6c7d8e9f0";

  private static final Map<String, Exporter> EXPORTERS =
      Map.of(
          "ipe", new IpePolicy("web", "0.0.7"),
          "ima", new ImaPolicy(List.of(UUID, OTHER_UUID, UUID), Appraisal.DIGEST),
          "ima-imasig", new ImaPolicy(List.of(UUID), Appraisal.SIGNATURE),
          "ima-sigv3", new ImaPolicy(List.of(UUID), Appraisal.SIGNATURE_V3),
          "ima-verity", new ImaPolicy(List.of(UUID), Appraisal.VERITY),
          "fapolicyd-1", new FapolicydTrust(true),
          "fapolicyd-3", new FapolicydTrust(false),
          "keylime", new KeylimePolicy(),
          "composefs", new ComposefsDump(),
          "tetragon", new TetragonPolicy("web.example"));

  static Stream<String> languages() {
    return Stream.concat(EXPORTERS.keySet().stream(), Stream.of("fsverity")).sorted();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void saysTheSameInEveryLanguage(String language) throws IOException, RejectedException {
    MeasurementManifest manifest = ManifestReader.read(CASE.resolve("manifest.expected"));
    Exporter exporter = EXPORTERS.getOrDefault(language, new FsverityList());
    Export export = exporter.export(manifest);
    compare(language, String.join("\n", export.lines()) + "\n");
    compare(language + ".diagnostics", render(export.findings()));
    assertThat(exporter.export(manifest)).as("exported again").isEqualTo(export);
  }

  private static void compare(String name, String actual) throws IOException {
    Path expected = CASE.resolve("exports").resolve(name + ".expected");
    if (Boolean.getBoolean("sbomlock.update")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  private static String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .map(diagnostic -> diagnostic.code() + " " + diagnostic.message() + "\n")
        .collect(Collectors.joining());
  }
}
