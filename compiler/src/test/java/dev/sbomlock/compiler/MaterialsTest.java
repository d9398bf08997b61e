// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a build took is held against its steps, and a release against its published checksums. */
final class MaterialsTest {

  private static final String HELLO_SHA256 =
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  @TempDir private Path scratch;

  @Test
  void acceptsTheMaterialsThatWereTaken() throws Exception {
    put("m/src/hello.c", "int main(){}\n");
    assertThat(findings()).isEmpty();
  }

  @Test
  void refusesOthers() throws Exception {
    put("m/src/hello.c", "int main(){return 1;}\n");
    assertThat(refusal(request())).containsExactly("C180");
  }

  @Test
  void refusesToCompareNothing() throws Exception {
    put("m/hello.c", "int main(){}\n");
    assertThat(refusal(request())).containsExactly("C181");
    assertThat(refusal(requestOf(scratch.resolve("none")))).containsExactly("C040");
  }

  @Test
  void tellsOfWhatNobodyTook() throws Exception {
    put("m/src/hello.c", "int main(){}\n");
    put("m/src/backdoor.c", "");
    assertThat(findings()).containsExactly("C183");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HELLO  a.tar|",
        "HELLO *a.tar|",
        "# comment\\n\\nHELLO  a.tar|",
        "HELLO  other.tar|C186",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff  a.tar|C187",
        "HELLO a.tar|C185",
        "HELLO  a.tar\\nHELLO  a.tar|C185",
        "\\\\HELLO  a.tar|C185",
        "ff  a.tar|C185",
        "SHA256 (a.tar) = HELLO|C185",
      })
  void comparesAReleaseWithItsList(String list, String code) throws Exception {
    put("list", list.replace("HELLO", HELLO_SHA256).replace("\\n", "\n").replace("\\\\", "\\"));
    put("file", "hello\n");
    CompileRequest request =
        CompileRequest.of(GoldenCase.named("link-ed25519").files("json"))
            .withProvenance(
                ProvenanceRequest.NONE.withRelease(
                    scratch.resolve("list"), Map.of(scratch.resolve("file"), "a.tar")));
    assertThat(refusal(request)).isEqualTo(code == null ? List.of() : List.of(code));
  }

  private CompileRequest request() throws IOException {
    return requestOf(scratch.resolve("m"));
  }

  /** The golden case of two steps, whose step 'fetch' made what 'build' took. */
  private CompileRequest requestOf(Path materials) throws IOException {
    Path golden = GoldenCase.named("layout-two-steps").directory();
    return CompileRequest.of(List.of(golden.resolve("app.cdx.json")))
        .withLinks(links(golden), List.of(key()), "")
        .withProvenance(ProvenanceRequest.NONE.withMaterials(materials));
  }

  private static List<Path> links(Path golden) throws IOException {
    try (var files = Files.list(golden.resolve("links"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("build")).toList();
    }
  }

  private static Path key() throws IOException {
    return GoldenCase.named("layout-two-steps").files("functionary").get(0);
  }

  private List<String> findings() throws Exception {
    return Compiler.compile(request()).findings().stream()
        .map(Diagnostic::code)
        .filter(code -> code.startsWith("C18"))
        .toList();
  }

  private static List<String> refusal(CompileRequest request) {
    try {
      Compiler.compile(request);
      return List.of();
    } catch (RejectedException e) {
      return e.diagnostics().stream().map(Diagnostic::code).toList();
    }
  }

  private void put(String name, String content) throws IOException {
    Path file = scratch.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
