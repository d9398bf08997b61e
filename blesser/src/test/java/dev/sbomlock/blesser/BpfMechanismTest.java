// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.blesser.signing.Vectors;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** security.bpf.sbomlock on files, as docs/adr/0046 lays it out. */
final class BpfMechanismTest {

  @TempDir Path directory;
  private Tree tree;
  private Path tool;
  private static final VerityParameters SHA512 =
      new VerityParameters(VerityParameters.Hash.SHA512, 4096, "00ff");

  private Measurement expected;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(directory);
    tool = Files.writeString(directory.resolve("tool"), "tool");
    expected = tree.account(tool, Status.ACCOUNTED);
  }

  @Test
  void itHoldsTheDigestAndTheSignatureThatImaHasInVersion3() throws Exception {
    assertThat(bless("rsa2048", BlessMethod.BPF_XATTR, BlessMethod.IMA_SIGV3).blessed()).isOne();
    assertThat(Xattr.bpf(tool))
        .contains(
            "01010020"
                + expected.require(DigestAlgorithm.SHA256).hex()
                + Xattr.ima(tool).orElseThrow());
  }

  @Test
  void withFsverityItHoldsThatDigest() throws Exception {
    FileSigner signer = signer("rsa2048");
    Mechanism mechanism =
        new BlessMethods(
                EnumSet.of(BlessMethod.FSVERITY, BlessMethod.BPF_XATTR), Optional.of(signer))
            .mechanisms(VerityParameters.DEFAULT)
            .get(1);
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(expected.path().bytes())) {
      assertThat(mechanism.bless(file, expected, file.status())).isEmpty();
      assertThat(mechanism.protection(file, expected)).isInstanceOf(Protection.Blessed.class);
    }
    assertThat(Xattr.bpf(tool).orElseThrow())
        .startsWith(
            "01020020" + expected.require(DigestAlgorithm.FSVERITY_SHA256).hex() + "060304");
  }

  @Test
  void aLongerDigestHasALongerSignature() throws Exception {
    tree = new Tree(directory, SHA512);
    expected = tree.account(tool, Status.ACCOUNTED);
    FileSigner signer = signer("rsa2048");
    Mechanism mechanism =
        new BlessMethods(
                EnumSet.of(BlessMethod.FSVERITY, BlessMethod.BPF_XATTR), Optional.of(signer))
            .mechanisms(SHA512)
            .get(1);
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(expected.path().bytes())) {
      assertThat(mechanism.bless(file, expected, file.status())).isEmpty();
      assertThat(mechanism.protection(file, expected)).isInstanceOf(Protection.Blessed.class);
    }
    String held = Xattr.bpf(tool).orElseThrow();
    String digest = expected.require(DigestAlgorithm.FSVERITY_SHA512).hex();
    assertThat(held).startsWith("01020040" + digest + "060306");
    String truncated = "01020020" + digest.substring(0, 64) + held.substring(8 + digest.length());
    Xattr.plantBpf(tool, truncated);
    assertThat(appraise("rsa2048")).isEqualTo("contradicting B023");
  }

  @Test
  void aSecondRunChangesNothing() throws Exception {
    bless("p256", BlessMethod.BPF_XATTR);
    Object changed = Files.getAttribute(tool, "unix:ctime");
    assertThat(bless("p256", BlessMethod.BPF_XATTR).already()).isOne();
    assertThat(Files.getAttribute(tool, "unix:ctime")).isEqualTo(changed);
  }

  @Test
  void contentThatChangedIsNotBlessed() throws Exception {
    Mechanism mechanism =
        new BlessMethods(Set.of(BlessMethod.BPF_XATTR), Optional.of(signer("p256")))
            .mechanisms(VerityParameters.DEFAULT)
            .get(0);
    Files.writeString(tool, "evil");
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(expected.path().bytes())) {
      assertThat(mechanism.bless(file, expected, file.status()))
          .hasValueSatisfying(o -> assertThat(o.diagnostic().code()).isEqualTo("B019"));
    }
    assertThat(Xattr.bpf(tool)).isEmpty();
  }

  @Test
  void appraisalJudgesIt() throws Exception {
    bless("p256", BlessMethod.BPF_XATTR);
    assertThat(appraise("p256")).isEqualTo("blessed PASS");
    assertThat(appraise("p384")).isEqualTo("foreign PASS");
    String held = Xattr.bpf(tool).orElseThrow();
    Xattr.plantBpf(tool, held.replaceFirst("^01010020..", "01010020ff"));
    assertThat(appraise("p256")).isEqualTo("contradicting B023");
    assertThat(bless("p256", BlessMethod.BPF_XATTR).blessed()).isOne();
    assertThat(appraise("p256")).isEqualTo("blessed PASS");
  }

  @Test
  void whatWasSignedOfOtherContentDoesNotHold() throws Exception {
    Path other = Files.writeString(directory.resolve("other"), "other");
    tree.account(other, Status.ACCOUNTED);
    bless("p256", BlessMethod.BPF_XATTR);
    Xattr.plantBpf(tool, Xattr.bpf(other).orElseThrow());
    assertThat(appraise("p256")).isEqualTo("blessed PASS contradicting B023");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01", "02010020", "01030020", "01010010"})
  void whatIsNotOfThisFormIsSomebodyElses(String start) throws Exception {
    bless("p256", BlessMethod.BPF_XATTR);
    String held = Xattr.bpf(tool).orElseThrow();
    String other = start.length() < 8 ? start : start + held.substring(8);
    assertThat(BpfValue.parse(HexFormat.of().parseHex(held))).isPresent();
    assertThat(BpfValue.parse(HexFormat.of().parseHex(other))).isEmpty();
    Xattr.plantBpf(tool, other);
    assertThat(bless("p256", BlessMethod.BPF_XATTR).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B018");
  }

  @ParameterizedTest
  @CsvSource({"p256,0", "p384,1"})
  void unblessRemovesItOfThatKey(String key, int refused) throws Exception {
    bless("p256", BlessMethod.BPF_XATTR);
    int keyId = FileVerifier.read(Vectors.file(key + ".cer.pem")).keyId();
    assertThat(Unblesser.unbless(tree.manifest(), directory, Optional.of(keyId)).refusals())
        .hasSize(refused);
    assertThat(Xattr.bpf(tool).isPresent()).isEqualTo(refused == 1);
  }

  private BlessReport bless(String key, BlessMethod... methods) throws Exception {
    return Blesser.bless(
        new Blesser.Request(
            tree.manifest(),
            directory,
            new BlessMethods(Set.of(methods), Optional.of(signer(key))),
            2),
        Progress.NONE);
  }

  private String appraise(String key) throws Exception {
    List<String> verdicts = new ArrayList<>();
    Appraiser.appraise(
        tree.manifest(),
        directory,
        Optional.of(FileVerifier.read(Vectors.file(key + ".cer.pem"))),
        1,
        appraisal -> {
          Protection held =
              ((Appraisal.Matches) appraisal)
                  .protection()
                  .getOrDefault(BlessMethod.BPF_XATTR, new Protection.None());
          verdicts.add(held.key());
          verdicts.add(appraisal.problem().map(Diagnostic::code).orElse("PASS"));
        });
    return String.join(" ", verdicts);
  }

  private static FileSigner signer(String key) throws Exception {
    return FileSigner.read(Vectors.file(key + ".key"), Optional.empty(), () -> new char[0]);
  }
}
