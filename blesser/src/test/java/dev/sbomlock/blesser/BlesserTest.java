// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.blesser.FileOutcome.Result;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Status;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writing security.ima takes root, as all of blessing does. fs-verity, which this file system need
 * not have, is blessed in the node: vmtest/cases/10-bless.sh.
 */
final class BlesserTest {

  private static final String SIGNATURE = "030204d0c0ffee0001ff";

  @TempDir Path directory;
  private Tree tree;
  private Path tool;
  private Path library;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(directory);
    tool = tree.file("usr/bin/tool", "tool");
    library = tree.file("usr/lib/library", "library");
  }

  @Test
  void writesTheHashFormOfIma() throws Exception {
    BlessReport report = bless(BlessMethod.IMA);

    assertThat(report.refusals()).isEmpty();
    assertThat(report.blessed()).isEqualTo(2);
    assertThat(report.already()).isZero();
    assertThat(Xattr.ima(tool)).contains(hashForm("tool"));
    assertThat(Xattr.ima(library)).contains(hashForm("library"));
  }

  @Test
  void aSecondRunChangesNothing() throws Exception {
    bless(BlessMethod.IMA);
    Object changed = Files.getAttribute(tool, "unix:ctime");

    BlessReport again = bless(BlessMethod.IMA);

    assertThat(again.blessed()).isZero();
    assertThat(again.already()).isEqualTo(2);
    assertThat(Files.getAttribute(tool, "unix:ctime")).isEqualTo(changed);
  }

  @Test
  void anInterruptedRunIsCompletedByTheNext() throws Exception {
    Xattr.plantIma(tool, hashForm("tool"));
    BlessReport report = bless(BlessMethod.IMA);
    assertThat(report.blessed()).isOne();
    assertThat(report.already()).isOne();
  }

  @Test
  void aMismatchAnywhereLeavesAllUntouched() throws Exception {
    Files.delete(tree.file("usr/bin/zz-absent", "x"));
    Files.writeString(library, "evil");

    BlessReport report = bless(BlessMethod.IMA);

    assertThat(report.refusals()).extracting(Diagnostic::code).containsExactly("B003", "B004");
    assertThat(report.blessed()).isZero();
    assertThat(Xattr.ima(tool)).isEmpty();
    assertThat(Xattr.ima(library)).isEmpty();
  }

  @Test
  void onlyAccountedFilesAreBlessed() throws Exception {
    Path nobodys = Files.writeString(directory.resolve("nobodys"), "x");
    tree.account(nobodys, Status.UNACCOUNTED);
    Path contradicted = Files.writeString(directory.resolve("contradicted"), "x");
    tree.account(contradicted, Status.CONTRADICTED);

    assertThat(bless(BlessMethod.IMA).blessed()).isEqualTo(2);

    assertThat(Xattr.ima(nobodys)).isEmpty();
    assertThat(Xattr.ima(contradicted)).isEmpty();
  }

  @Test
  void aFileThatSomebodyCanWriteIsRefused() throws Exception {
    try (FileChannel writer = FileChannel.open(library, StandardOpenOption.WRITE)) {
      assertThat(writer.isOpen()).isTrue();
      BlessReport report = bless(BlessMethod.IMA);
      assertThat(report.refusals()).extracting(Diagnostic::code).containsExactly("B008");
      assertThat(report.blessed()).isZero();
    }
    assertThat(Xattr.ima(tool)).isEmpty();
    assertThat(bless(BlessMethod.IMA).blessed()).isEqualTo(2);
  }

  @Test
  void twoNamesOfOneFileAreBlessedOnce() throws Exception {
    Path second = Files.createLink(directory.resolve("usr/bin/second"), tool);
    tree.account(second, Status.ACCOUNTED);
    BlessReport report = bless(BlessMethod.IMA);
    assertThat(report.refusals()).isEmpty();
    assertThat(report.blessed()).isEqualTo(3);
    assertThat(bless(BlessMethod.IMA).already()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void theReportIsInTheOrderOfTheManifestForAnyNumberOfThreads(int threads) throws Exception {
    for (int i = 0; i < 300; i++) {
      Path file = tree.file("data/" + (1000 + i), "content " + i);
      if (i % 3 == 0) {
        Files.writeString(file, "changed!! " + i);
      } else if (i % 3 == 1) {
        Xattr.plantIma(file, hashForm("content " + i));
      }
    }

    BlessReport report = bless(threads, BlessMethod.IMA);

    assertThat(report.files())
        .extracting(FileOutcome::path)
        .isEqualTo(tree.manifest().files().stream().map(Measurement::path).toList());
    assertThat(report.files().subList(0, 300))
        .extracting(FileOutcome::result)
        .startsWith(Result.REFUSED, Result.ALREADY, Result.SKIPPED)
        .endsWith(Result.REFUSED, Result.ALREADY, Result.SKIPPED);
    assertThat(report.files().subList(300, 302))
        .extracting(FileOutcome::reason)
        .containsOnly("another file was refused");
    assertThat(report.refusals()).hasSize(100);
  }

  @Test
  void anotherNameOfAFileThatCouldNotBeBlessedIsNotCalledBlessed() throws Exception {
    tree.account(Files.createLink(directory.resolve("usr/bin/second"), tool), Status.ACCOUNTED);
    Blesser.Request request = request(2, BlessMethod.IMA);
    Progress writer =
        new Progress() {
          @Override
          public void begin(String stage, long total, Unit unit) {
            if (stage.equals("blessing")) {
              assertThatCode(() -> Files.writeString(tool, "evil")).doesNotThrowAnyException();
            }
          }

          @Override
          public void advance(long more) {}
        };

    BlessReport report = Blesser.bless(request, writer);

    assertThat(report.refusals()).extracting(Diagnostic::code).containsExactly("B019", "B019");
    assertThat(report.blessed()).isOne();
    assertThat(Xattr.ima(tool)).isEmpty();
  }

  @Test
  void aStaleDigestIsReplacedAndASignatureIsNot() throws Exception {
    Xattr.plantIma(tool, hashForm("older"));
    assertThat(bless(BlessMethod.IMA).refusals()).isEmpty();
    assertThat(Xattr.ima(tool)).contains(hashForm("tool"));

    Xattr.plantIma(tool, SIGNATURE);
    assertThat(bless(BlessMethod.IMA).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B018");
    assertThat(Xattr.ima(tool)).contains(SIGNATURE);
  }

  @Test
  void aStaleDigestFailsAppraisal() throws Exception {
    Xattr.plantIma(tool, hashForm("older"));
    Appraiser.appraise(
        tree.manifest(),
        directory,
        Optional.empty(),
        2,
        appraisal ->
            assertThat(appraisal.problem().map(Diagnostic::code))
                .isEqualTo(
                    appraisal.expected().path().text().equals("usr/bin/tool")
                        ? Optional.of("B017")
                        : Optional.empty()));
  }

  @Test
  void anImmutableFileIsRefused() throws Exception {
    chattr("+i");
    try {
      assertThat(bless(BlessMethod.IMA).refusals())
          .extracting(Diagnostic::code)
          .containsExactly("B009");
    } finally {
      chattr("-i");
    }
  }

  @Test
  void whatTheMachineCannotDoIsFoundBeforeAnythingIsTouched() throws Exception {
    // A process file system has neither regular content to keep nor anything to bless.
    Tree proc = new Tree(Path.of("/proc/self"));
    proc.account(Path.of("/proc/self/environ"), Status.ACCOUNTED);
    assertThatExceptionOfType(MissingPrerequisiteException.class)
        .isThrownBy(
            () ->
                Blesser.bless(
                    new Blesser.Request(
                        proc.manifest(),
                        proc.root(),
                        new BlessMethods(
                            Set.of(BlessMethod.IMA, BlessMethod.FSVERITY), Optional.empty()),
                        2),
                    Progress.NONE))
        .satisfies(
            e ->
                assertThat(e.diagnostics())
                    .singleElement()
                    .satisfies(d -> assertThat(d.code()).isEqualTo("B010"))
                    .satisfies(d -> assertThat(d.fact()).contains("(proc)")));
  }

  private BlessReport bless(BlessMethod... methods) throws Exception {
    return bless(2, methods);
  }

  private BlessReport bless(int threads, BlessMethod... methods) throws Exception {
    return Blesser.bless(request(threads, methods), Progress.NONE);
  }

  private Blesser.Request request(int threads, BlessMethod... methods) {
    return new Blesser.Request(
        tree.manifest(), directory, new BlessMethods(Set.of(methods), Optional.empty()), threads);
  }

  private void chattr(String change) throws Exception {
    Process chattr = new ProcessBuilder("chattr", change, tool.toString()).start();
    assertThat(chattr.waitFor()).isZero();
  }

  private static String hashForm(String content) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return "0404" + Digest.of(DigestAlgorithm.SHA256, sha256.digest(bytes)).hex();
  }
}
