// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.cyclonedx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.SbomReading;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.testing.GoldenCase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.cyclonedx.parsers.XmlParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader sees the same components and files as cyclonedx-core-java. */
final class CycloneDxOracleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cyclonedx-files-alone",
        "cyclonedx-with-content",
        "dpkg-usrmerge-and-diversions",
        "names-that-are-bytes",
        "real-cdxgen",
        "real-debsbom",
        "real-npm-sbom",
      })
  void agreesWithTheLibrary(String name) throws Exception {
    for (Path file : GoldenCase.named(name).files("cdx.json")) {
      byte[] document = Files.readAllBytes(file);
      agree(SbomReading.read(document), new JsonParser().parse(document));
    }
  }

  /** The library knows no 1.7. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3", "1.4", "1.5", "1.6"})
  void agreesWithTheLibraryOnXml(String version) throws Exception {
    List<Path> files = SbomReading.products("cyclonedx-xml-" + version);
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] document = Files.readAllBytes(file);
      agree(SbomReading.read(document), new XmlParser().parse(document));
    }
  }

  private static void agree(Sbom ours, Bom theirs) {
    List<Component> flat = flatten(theirs.getComponents()).toList();
    assertThat(flat).isNotEmpty();
    assertThat(ours.components())
        .extracting(component -> component.purl() + " " + component.name())
        .containsExactlyInAnyOrderElementsOf(
            flat.stream()
                .filter(component -> component.getType() != Component.Type.FILE)
                .map(component -> text(component.getPurl()) + " " + component.getName())
                .toList());
    Set<String> files = new TreeSet<>();
    flat.stream()
        .filter(component -> component.getType() == Component.Type.FILE)
        .forEach(component -> files.add(component.getName().replaceFirst("^/", "")));
    assertThat(ours.files())
        .extracting(sbomFile -> new String(sbomFile.path().bytes(), StandardCharsets.UTF_8))
        .containsExactlyInAnyOrderElementsOf(files);
  }

  private static Stream<Component> flatten(@Nullable List<Component> components) {
    return components == null
        ? Stream.empty()
        : components.stream()
            .flatMap(
                component ->
                    Stream.concat(Stream.of(component), flatten(component.getComponents())));
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
