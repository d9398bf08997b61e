// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class AppraiserTest {

  @TempDir Path directory;
  private Tree tree;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(Files.createDirectory(directory.resolve("root")));
    tree.file("usr/bin/tool", "tool");
  }

  @Test
  void whatWasCompiledPasses() throws Exception {
    assertThat(appraise()).containsOnly(Map.entry("usr/bin/tool", "PASS"));
  }

  @Test
  void everyKindOfDifferenceFails() throws Exception {
    Files.delete(tree.file("absent", "x"));
    Files.writeString(tree.file("content", "abcd"), "abcx");
    Files.writeString(tree.file("grown", "abcd"), "abcde");
    Files.setPosixFilePermissions(
        tree.file("mode", "x"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Path replaced = tree.file("directory", "x");
    Files.delete(replaced);
    Files.createDirectory(replaced);
    Path linked = tree.file("symlink", "tool");
    Files.delete(linked);
    Files.createSymbolicLink(linked, Path.of("usr/bin/tool"));
    tree.file("lib/real/libc", "libc");
    Files.move(tree.root().resolve("lib/real"), tree.root().resolve("lib/moved"));
    Files.createSymbolicLink(tree.root().resolve("lib/real"), Path.of("moved"));

    assertThat(appraise())
        .containsOnly(
            Map.entry("absent", "B003"),
            Map.entry("content", "B004"),
            Map.entry("directory", "B006"),
            Map.entry("grown", "B004"),
            Map.entry("lib/real/libc", "B006"),
            Map.entry("mode", "B005"),
            Map.entry("symlink", "B006"),
            Map.entry("usr/bin/tool", "PASS"));
  }

  @Test
  void aSetuidBitIsADifference() throws Exception {
    Path tool = tree.root().resolve("usr/bin/tool");
    int mode = (int) Files.getAttribute(tool, "unix:mode");
    Files.setAttribute(tool, "unix:mode", (mode & 07777) | 04000);
    assertThat(appraise()).containsOnly(Map.entry("usr/bin/tool", "B005"));
  }

  @Test
  @Timeout(10)
  void aFifoIsNotWaitedFor() throws Exception {
    Path pipe = tree.file("pipe", "x");
    Files.delete(pipe);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(appraise()).containsEntry("pipe", "B006");
  }

  @Test
  void namesAreBytes() throws Exception {
    Path odd = Path.of(URI.create(tree.root().toUri() + "odd-%FF%25"));
    Files.writeString(odd, "odd");
    tree.account(odd, Status.ACCOUNTED);
    assertThat(appraise()).containsEntry("odd-%FF%25", "PASS");
  }

  @Test
  void onlyAccountedFilesAreAppraised() throws Exception {
    Path nobodys = Files.writeString(tree.root().resolve("nobodys"), "x");
    tree.account(nobodys, Status.UNACCOUNTED);
    assertThat(appraise()).doesNotContainKey("nobodys");
  }

  @Test
  void theDiagnosticTellsBothDigestsInFull() throws Exception {
    Files.writeString(tree.root().resolve("usr/bin/tool"), "evil");
    List<Diagnostic> problems = new ArrayList<>();
    Appraiser.appraise(
        tree.manifest(),
        tree.root(),
        Optional.empty(),
        2,
        appraisal -> appraisal.problem().ifPresent(problems::add));
    assertThat(problems)
        .singleElement()
        .extracting(Diagnostic::toString)
        .isEqualTo(
            """
        B004 'usr/bin/tool': content does not match the manifest, so it fails.
             The file changed after compiling: rebuild it, or compile a new manifest.
             expected sha256:7c9bbe5ec9b3fb774e8fa0f54247e93c34ddf8e5d16fe3073420de0ae81a262d, 4 bytes
             actual   sha256:b5c1fb2efc6d6b4674c2fdcc48ce01b43a3b7c03763c0c3355de0099ee0f8c73, 4 bytes""");
  }

  @Test
  void aManifestWithoutAccountedFilesIsRefused() throws Exception {
    Tree empty = new Tree(directory);
    assertRejected("B002", empty, directory);
  }

  @Test
  void aRootThatIsNoneIsRefused() {
    assertRejected("B001", tree, directory.resolve("nothing"));
    assertRejected("B001", tree, tree.root().resolve("usr/bin/tool"));
  }

  @Test
  void theRootItselfMayBeASymbolicLink() throws Exception {
    Path alias = Files.createSymbolicLink(directory.resolve("alias"), tree.root());
    assertThat(
            Appraiser.appraise(
                tree.manifest(),
                alias,
                Optional.empty(),
                2,
                a -> assertThat(a.problem()).isEmpty()))
        .isOne();
  }

  private static void assertRejected(String code, Tree tree, Path root) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () -> Appraiser.appraise(tree.manifest(), root, Optional.empty(), 2, appraisal -> {}))
        .satisfies(
            e -> assertThat(e.diagnostics()).singleElement().extracting("code").isEqualTo(code));
  }

  private Map<String, String> appraise() throws Exception {
    Map<String, String> verdicts = new TreeMap<>();
    Appraiser.appraise(
        tree.manifest(),
        tree.root(),
        Optional.empty(),
        2,
        appraisal ->
            verdicts.put(
                appraisal.expected().path().text(),
                appraisal.problem().map(Diagnostic::code).orElse("PASS")));
    return verdicts;
  }
}
