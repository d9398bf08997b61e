// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One product gives one manifest, whatever format says it and however that is packed. */
final class FormatsAgreeTest {

  static List<Path> products() throws IOException {
    return SbomReading.products("");
  }

  @Test
  void everyFormatIsThere() throws Exception {
    TreeSet<String> formats = new TreeSet<>();
    for (Path product : products()) {
      formats.add(compile(product).manifest().inputs().get(0).format());
    }
    assertThat(formats)
        .containsExactlyInAnyOrder(
            "CycloneDX 1.2 JSON",
            "CycloneDX 1.3 JSON",
            "CycloneDX 1.4 JSON",
            "CycloneDX 1.5 JSON",
            "CycloneDX 1.6 JSON",
            "CycloneDX 1.7 JSON",
            "CycloneDX 1.2 XML",
            "CycloneDX 1.3 XML",
            "CycloneDX 1.4 XML",
            "CycloneDX 1.5 XML",
            "CycloneDX 1.6 XML",
            "CycloneDX 1.7 XML",
            "SPDX 2.2 JSON",
            "SPDX 2.3 JSON",
            "SPDX 2.2 tag-value",
            "SPDX 2.3 tag-value",
            "SPDX 2.2 YAML",
            "SPDX 2.3 YAML",
            "SPDX 2.2 RDF",
            "SPDX 2.3 RDF",
            "SPDX 3.0 JSON-LD",
            "SPDX 3.0.0 JSON-LD",
            "SPDX 3.0.1 JSON-LD",
            "CycloneDX 1.6 JSON, gzip",
            "CycloneDX 1.6 JSON, zstd",
            "CycloneDX 1.6 JSON, in a DSSE envelope, signature not checked",
            "CycloneDX 1.6 JSON, in an in-toto statement, signature not checked",
            "SPDX 2.3 JSON, in an in-toto statement, signature not checked");
  }

  @ParameterizedTest
  @MethodSource("products")
  void theManifestIsTheSame(Path product) throws Exception {
    MeasurementManifest expected =
        compile(SbomReading.products("cyclonedx-json-1.6").get(0)).manifest();
    MeasurementManifest actual = compile(product).manifest();
    assertThat(expected.components()).hasSize(3);
    assertThat(expected.files()).hasSize(6).allMatch(file -> file.components().size() == 1);
    assertThat(actual.components()).isEqualTo(expected.components());
    assertThat(actual.files()).isEqualTo(expected.files());
    assertThat(actual.subject().name()).isEqualTo(expected.subject().name());
  }

  @ParameterizedTest
  @MethodSource("products")
  void whatWasNotVerifiedIsSaid(Path product) throws Exception {
    Compilation compilation = compile(product);
    boolean wrapped = product.toString().matches(".*/packed-(envelope|statement)[^/]*/product");
    assertThat(compilation.findings())
        .extracting(Diagnostic::code)
        .containsExactlyElementsOf(wrapped ? List.of("C104") : List.of());
    assertThat(compilation.manifest().inputs().get(0).format().endsWith("signature not checked"))
        .isEqualTo(wrapped);
  }

  private static Compilation compile(Path product) throws RejectedException {
    return Compiler.compile(CompileRequest.of(List.of(product)));
  }
}
