// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.blesser.signing.Vectors;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.Root;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed attributes on files. The kernel's word on them is in vmtest/cases/13-bless-ima-sig.sh. */
final class SigningTest {

  @TempDir Path directory;
  private Tree tree;
  private Path tool;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(directory);
    tool = directory.resolve("tool");
    Files.write(tool, Vectors.content(4097));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    tree.account(tool, Status.ACCOUNTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "rsa4096"})
  void writesWhatEvmctlWrites(String key) throws Exception {
    assertThat(bless(key, BlessMethod.IMA_SIG).blessed()).isOne();
    assertThat(Xattr.ima(tool)).contains(vector("sigfile_same", key, "xattr"));
    assertThat(bless(key, BlessMethod.IMA, BlessMethod.EVM_PORTABLE).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B018");
    Xattr.plantIma(tool, "0404");
    assertThat(bless(key, BlessMethod.IMA, BlessMethod.EVM_PORTABLE).blessed()).isOne();
    assertThat(Xattr.ima(tool)).contains(vector("evm_hash", key, "security_ima"));
    assertThat(Xattr.evm(tool)).contains(vector("evm_hash", key, "security_evm"));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048,IMA_SIG",
    "rsa4096,IMA_SIG",
    "p256,IMA_SIG",
    "p384,IMA_SIG",
    "p256,EVM_PORTABLE"
  })
  void evmctlAcceptsWhatIsWritten(String key, BlessMethod method) throws Exception {
    Set<BlessMethod> methods = EnumSet.of(BlessMethod.IMA_SIG, method);
    assertThat(bless(key, methods.toArray(BlessMethod[]::new)).blessed()).isOne();
    String verb = method == BlessMethod.IMA_SIG ? "ima_verify" : "verify";
    assertThat(evmctl(verb, key)).isZero();
    assertThat(evmctl(verb, key.equals("p256") ? "p384" : "p256")).isNotZero();
    if (method == BlessMethod.IMA_SIG) {
      byte[] content = Files.readAllBytes(tool);
      content[99] ^= 1;
      Files.write(tool, content);
    } else {
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-x---"));
    }
    assertThat(evmctl(verb, key)).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"IMA_SIG", "IMA_SIGV3"})
  void aSecondRunChangesNothing(BlessMethod method) throws Exception {
    // ECDSA never signs twice alike, so this is no comparison of bytes.
    assertThat(bless("p256", method, BlessMethod.EVM_PORTABLE).blessed()).isOne();
    Object changed = Files.getAttribute(tool, "unix:ctime");
    assertThat(bless("p256", method, BlessMethod.EVM_PORTABLE).already()).isOne();
    assertThat(Files.getAttribute(tool, "unix:ctime")).isEqualTo(changed);
  }

  @Test
  void whatTheSameKeySignedIsReplacedAndNothingElse() throws Exception {
    bless("p256", BlessMethod.IMA_SIG);
    String second = Xattr.ima(tool).orElseThrow();
    assertThat(bless("p256", BlessMethod.IMA_SIGV3).blessed()).isOne();
    assertThat(Xattr.ima(tool).orElseThrow()).startsWith("0303").isNotEqualTo(second);
    assertThat(bless("p384", BlessMethod.IMA_SIG).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B018");
    Xattr.plantIma(tool, "0404" + "00".repeat(32));
    assertThat(bless("p384", BlessMethod.IMA_SIG).blessed()).isOne();
  }

  @Test
  void anotherKeysSignatureOverMetadataIsNotReplaced() throws Exception {
    bless("p256", BlessMethod.IMA, BlessMethod.EVM_PORTABLE);
    String held = Xattr.evm(tool).orElseThrow();
    assertThat(bless("p384", BlessMethod.IMA, BlessMethod.EVM_PORTABLE).refusals())
        .extracting(Diagnostic::message)
        .singleElement()
        .asString()
        .contains("security.evm holds something of somebody else's");
    assertThat(Xattr.evm(tool)).contains(held);
  }

  @Test
  void metadataThatChangedIsSignedAnew() throws Exception {
    bless("p256", BlessMethod.IMA, BlessMethod.EVM_PORTABLE);
    Files.setAttribute(tool, "unix:gid", 12);
    assertThat(bless("p256", BlessMethod.IMA, BlessMethod.EVM_PORTABLE).blessed()).isOne();
    assertThat(bless("p256", BlessMethod.IMA_SIG, BlessMethod.EVM_PORTABLE).blessed()).isOne();
    assertThat(bless("p256", BlessMethod.IMA_SIG, BlessMethod.EVM_PORTABLE).already()).isOne();
  }

  @Test
  void metadataThatChangedAfterAppraisalIsNotSigned() throws Exception {
    Measurement expected = tree.account(tool, Status.ACCOUNTED);
    bless("p256", BlessMethod.IMA);
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(expected.path().bytes())) {
      FileStatus appraised = file.status();
      Mechanism evm =
          new BlessMethods(
                  Set.of(BlessMethod.IMA, BlessMethod.EVM_PORTABLE), Optional.of(signer("p256")))
              .mechanisms(VerityParameters.DEFAULT)
              .get(1);
      assertThat(evm.bless(file, expected, appraised)).isEmpty();
      assertThat(Xattr.evm(tool)).isPresent();
      Files.setAttribute(tool, "unix:uid", 12);
      assertThat(evm.bless(file, expected, appraised))
          .hasValueSatisfying(o -> assertThat(o.diagnostic().code()).isEqualTo("B019"));
      assertThat(Xattr.evm(tool)).isEmpty();
      Files.setAttribute(tool, "unix:uid", 0);
      Xattr.plantIma(tool, "0404" + "00".repeat(32));
      assertThat(evm.bless(file, expected, appraised)).isPresent();
      assertThat(Xattr.evm(tool)).isEmpty();
    }
  }

  @Test
  void contentThatChangedAfterAppraisalIsNotSigned() throws Exception {
    Measurement expected = tree.account(tool, Status.ACCOUNTED);
    Mechanism ima =
        new BlessMethods(Set.of(BlessMethod.IMA_SIG), Optional.of(signer("p256")))
            .mechanisms(VerityParameters.DEFAULT)
            .get(0);
    Files.writeString(tool, "evil");
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(expected.path().bytes())) {
      assertThat(ima.bless(file, expected, file.status()))
          .hasValueSatisfying(o -> assertThat(o.diagnostic().code()).isEqualTo("B019"));
    }
    assertThat(Xattr.ima(tool)).isEmpty();
  }

  @Test
  void equalContentIsSignedOnceOnWhateverThread() throws Exception {
    // ECDSA never signs twice alike.
    Set<String> held = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Path copy = directory.resolve("copy" + i);
      Files.copy(tool, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      tree.account(copy, Status.ACCOUNTED);
    }
    assertThat(bless("p256", BlessMethod.IMA_SIG).blessed()).isEqualTo(51);
    for (int i = 0; i < 50; i++) {
      held.add(Xattr.ima(directory.resolve("copy" + i)).orElseThrow());
    }
    assertThat(held).containsExactly(Xattr.ima(tool).orElseThrow());
  }

  @Test
  void contentThatDiffersIsNotSigned() throws Exception {
    byte[] content = Files.readAllBytes(tool);
    content[99] ^= 1;
    Files.write(tool, content);
    assertThat(bless("p256", BlessMethod.IMA_SIG).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B004");
    assertThat(Xattr.ima(tool)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"rsa2048,IMA_SIG", "p256,IMA_SIG", "p256,IMA_SIGV3", "p384,IMA_SIGV3"})
  void appraisalJudgesSignaturesOfTheCertificatesKey(String key, BlessMethod method)
      throws Exception {
    bless(key, method, BlessMethod.EVM_PORTABLE);
    assertThat(appraise(key)).isEqualTo("blessed blessed PASS");
    assertThat(appraise("rsa4096")).isEqualTo("foreign foreign PASS");

    Files.setAttribute(tool, "unix:gid", 12);
    assertThat(appraise(key)).isEqualTo("blessed contradicting B023");
    Files.setAttribute(tool, "unix:gid", 0);
    assertThat(appraise(key)).isEqualTo("blessed blessed PASS");

    String held = Xattr.ima(tool).orElseThrow();
    String last = held.endsWith("77") ? "78" : "77";
    Xattr.plantIma(tool, held.substring(0, held.length() - 2) + last);
    assertThat(appraise(key)).isEqualTo("contradicting contradicting B023");
    Xattr.plantIma(
        tool, held.startsWith("0302") ? "0303" + held.substring(4) : "0302" + held.substring(4));
    assertThat(appraise(key)).isEqualTo("contradicting contradicting B023");
  }

  /** What is said of security.ima, of security.evm, and of all. */
  private String appraise(String key) throws Exception {
    List<String> verdicts = new ArrayList<>();
    Appraiser.appraise(
        tree.manifest(),
        directory,
        Optional.of(FileVerifier.read(Vectors.file(key + ".cer.pem"))),
        1,
        appraisal -> {
          Map<BlessMethod, Protection> held = ((Appraisal.Matches) appraisal).protection();
          verdicts.add(held.getOrDefault(BlessMethod.IMA, new Protection.None()).key());
          verdicts.add(held.getOrDefault(BlessMethod.EVM_PORTABLE, new Protection.None()).key());
          verdicts.add(appraisal.problem().map(Diagnostic::code).orElse("PASS"));
        });
    return String.join(" ", verdicts);
  }

  @Test
  void unblessingRemovesOnlyWhatWasNamed() throws Exception {
    bless("p256", BlessMethod.IMA_SIG, BlessMethod.EVM_PORTABLE);
    int keyId = FileVerifier.read(Vectors.file("p256.cer.pem")).keyId();
    for (Optional<Integer> other : List.of(Optional.<Integer>empty(), Optional.of(keyId + 1))) {
      UnblessReport refused = Unblesser.unbless(tree.manifest(), directory, other);
      assertThat(refused.refusals()).extracting(Diagnostic::code).containsExactly("B021");
      assertThat(refused.removed()).isZero();
      assertThat(Xattr.ima(tool)).isPresent();
      assertThat(Xattr.evm(tool)).isPresent();
    }

    UnblessReport report = Unblesser.unbless(tree.manifest(), directory, Optional.of(keyId));
    assertThat(report.refusals()).isEmpty();
    assertThat(report.removed()).isOne();
    assertThat(Xattr.ima(tool)).isEmpty();
    assertThat(Xattr.evm(tool)).isEmpty();
    assertThat(Unblesser.unbless(tree.manifest(), directory, Optional.of(keyId)).nothing()).isOne();
    bless("p256", BlessMethod.IMA);
    assertThat(Unblesser.unbless(tree.manifest(), directory, Optional.empty()).removed()).isOne();
    Files.delete(tool);
    assertThat(Unblesser.unbless(tree.manifest(), directory, Optional.empty()).nothing()).isOne();
    Files.createSymbolicLink(tool, Files.writeString(directory.resolve("other"), "other"));
    Xattr.plantIma(directory.resolve("other"), "0404");
    assertThat(Unblesser.unbless(tree.manifest(), directory, Optional.empty()).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B022");
    assertThat(Xattr.ima(directory.resolve("other"))).isPresent();
  }

  private static String vector(String kind, String key, String field) throws Exception {
    return Vectors.one(kind, key, "sha256", "4097").getOrDefault(field, "none");
  }

  private BlessReport bless(String key, BlessMethod... methods) throws Exception {
    Set<BlessMethod> wanted = Set.of(methods);
    Optional<FileSigner> signer =
        BlessMethods.sign(wanted) ? Optional.of(signer(key)) : Optional.empty();
    return Blesser.bless(
        new Blesser.Request(tree.manifest(), directory, new BlessMethods(wanted, signer), 2),
        Progress.NONE);
  }

  private static FileSigner signer(String key) throws Exception {
    return FileSigner.read(Vectors.file(key + ".key"), Optional.empty(), () -> new char[0]);
  }

  private int evmctl(String verb, String key) throws Exception {
    Path certificate = directory.resolve(key + ".der");
    try (InputStream pem = Files.newInputStream(Vectors.file(key + ".cer.pem"))) {
      Files.write(
          certificate,
          CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded());
    }
    return new ProcessBuilder("evmctl", verb, "--key", certificate.toString(), tool.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
