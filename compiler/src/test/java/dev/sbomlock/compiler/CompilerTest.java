// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.image.testing.RootBuilder;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What golden cases cannot hold: missing files, special files, subjects. */
final class CompilerTest {

  @TempDir private Path scratch;
  private CompileRequest request = CompileRequest.of(List.of(Path.of("/nonexistent")));

  @BeforeEach
  void takeAnSbom() throws Exception {
    request = GoldenCase.named("cyclonedx-files-alone").request(scratch);
  }

  @Test
  void refusesAMissingDocument() {
    assertRefused(CompileRequest.of(List.of(scratch.resolve("none.json"))), "C001");
  }

  @Test
  void refusesADirectoryAsDocument() {
    assertRefused(CompileRequest.of(List.of(scratch)), "C001");
  }

  @Test
  void refusesAMissingRoot() {
    assertRefused(request.withRootfs(scratch.resolve("none")), "C040");
  }

  @Test
  void refusesAFileAsRoot() throws Exception {
    assertRefused(request.withRootfs(Files.writeString(scratch.resolve("f"), "")), "C040");
  }

  @Test
  void takesALinkToTheRoot() throws Exception {
    Path root = RootBuilder.build(scratch.resolve("r"), List.of("file a 0644 x"), scratch);
    Path link = Files.createSymbolicLink(scratch.resolve("link"), root);
    assertThat(Compiler.compile(request.withRootfs(link)).manifest())
        .isEqualTo(Compiler.compile(request.withRootfs(root)).manifest());
  }

  @Test
  void refusesPathsThatAreTooLongToOpen() throws Exception {
    Path root = Files.createDirectory(scratch.resolve("r"));
    // Only relative to each parent can a path grow beyond PATH_MAX.
    Process process =
        new ProcessBuilder(
                "sh", "-c", "n=$(printf %0200d 0); for i in $(seq 25); do mkdir $n; cd -P $n; done")
            .directory(root.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    try {
      assertRefused(request.withRootfs(root), "C041");
    } finally {
      new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor();
    }
  }

  @Test
  void tellsOfSpecialFilesWithoutOpeningThem() throws Exception {
    Path root = RootBuilder.build(scratch.resolve("r"), List.of("pipe run/pipe"), scratch);
    assertThat(Compiler.compile(request.withRootfs(root)).findings())
        .extracting(Diagnostic::code)
        .contains("C043");
  }

  @Test
  void digestsATreeAsSha256sumPrintsIt() throws Exception {
    Path root =
        RootBuilder.build(
            scratch.resolve("r"), List.of("file b 0644 2", "file a/c 0644 1"), scratch);
    Process process =
        new ProcessBuilder("sh", "-c", "sha256sum a/c b | sha256sum | cut -c1-64")
            .directory(root.toFile())
            .start();
    String expected =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    assertThat(Compiler.compile(request.withRootfs(root)).manifest().subject().digest().toString())
        .isEqualTo(DigestAlgorithm.DIR_HASH.key() + ":" + expected);
  }

  @Test
  void namesTheSubjectAsAsked() throws Exception {
    assertThat(Compiler.compile(request).manifest().subject().name()).isEqualTo("app");
    assertThat(Compiler.compile(request.withName("other")).manifest().subject().name())
        .isEqualTo("other");
  }

  @Test
  void doesNotFollowALinkOutOfTheRoot() throws Exception {
    Files.writeString(scratch.resolve("outside"), "secret");
    Path root =
        RootBuilder.build(
            scratch.resolve("r"),
            List.of("link opt/plain ../../outside", "link var/lib/dpkg " + scratch),
            scratch);
    Files.createDirectories(scratch.resolve("info"));
    Files.writeString(scratch.resolve("status"), "Package: ../outside\n");
    assertThat(Compiler.compile(request.withRootfs(root)).manifest().files())
        .allSatisfy(file -> assertThat(file.content()).isNull());
  }

  private static void assertRefused(CompileRequest request, String code) {
    AbstractThrowableAssert<?, ? extends Throwable> thrown =
        assertThatThrownBy(() -> Compiler.compile(request));
    thrown
        .asInstanceOf(type(RejectedException.class))
        .extracting(e -> e.diagnostics().get(0).code())
        .isEqualTo(code);
  }
}
