// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Validity;
import dev.sbomlock.manifest.dsse.Envelope;
import dev.sbomlock.manifest.dsse.EnvelopeReader;
import dev.sbomlock.manifest.signing.ManifestKey;
import dev.sbomlock.manifest.signing.ManifestTrust;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was signed is verified, by us and by OpenSSL, and nothing else is. */
final class ManifestSignerTest {

  private static final LocalDate EXPIRES = LocalDate.parse("2027-01-01");
  private static final LocalDate TODAY = LocalDate.parse("2026-12-31");
  private static final MeasurementManifest MANIFEST =
      new MeasurementManifest(
              new Subject("app", new Digest(DigestAlgorithm.SHA256, "0a".repeat(32))),
              List.of(),
              List.of(),
              List.of(),
              List.of())
          .with(new Validity(7, EXPIRES));

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "ed25519.pem, ed25519.pub",
    "p256.pem, p256.pub",
    "p256.sec1.pem, p256.pub",
    "p384.pem, p384.pub",
    "rsa.pem, rsa.pub",
    "rsa.pkcs1.pem, rsa.pub",
    "ed25519.ssh, ed25519.ssh.pub.pem",
    "p256.ssh, p256.ssh.pub.pem",
  })
  void verifiesWhatWasSigned(String secret, String published) throws Exception {
    byte[] signed = ManifestSigner.sign(MANIFEST, TestKeys.secret(secret));
    assertThat(read(signed, TestKeys.published(published))).isEqualTo(MANIFEST);
    assertThat(code(signed, published.startsWith("ed25519.pub") ? "p256.pub" : "ed25519.pub"))
        .isEqualTo("M014");
  }

  @ParameterizedTest
  @CsvSource({"ed25519", "p256", "p384", "rsa"})
  void opensslAgrees(String kind) throws Exception {
    Envelope envelope =
        EnvelopeReader.read(ManifestSigner.sign(MANIFEST, TestKeys.secret(kind + ".pem")));
    Path message = directory.resolve("message");
    Files.write(message, envelope.preAuthenticationEncoding());
    Path signature = directory.resolve("signature");
    Files.write(signature, envelope.signatures().get(0).bytes());
    Path key = directory.resolve("key");
    Files.write(key, TestKeys.bytes(kind + ".pub"));
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key.toString()));
    command.addAll(List.of("-in", message.toString(), "-sigfile", signature.toString()));
    if (!kind.equals("ed25519")) {
      command.addAll(List.of("-digest", kind.equals("p384") ? "sha384" : "sha256"));
    }
    if (kind.equals("rsa")) {
      command.addAll(List.of("-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:32"));
    }
    Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
  }

  @Test
  void refusesWhatWasAltered() throws Exception {
    String signed =
        new String(
            ManifestSigner.sign(MANIFEST, TestKeys.secret("ed25519.pem")), StandardCharsets.UTF_8);
    String payload = signed.split("\"", -1)[3];
    String other = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
    other = other.replace("\"version\":7", "\"version\":8");
    String forged = Base64.getEncoder().encodeToString(other.getBytes(StandardCharsets.UTF_8));
    assertThat(code(signed.replace(payload, forged))).isEqualTo("M014");
    assertThat(code(signed.replace("in-toto+json", "in-toto+jsonx"))).isEqualTo("M013");
    assertThat(code(signed.replaceFirst("\\[\\{.*\\}\\]", "[]"))).isEqualTo("M014");
    assertThat(code(signed + "{}")).isEqualTo("M013");
    assertThat(code(signed.replace("\"payload\":", "\"payload\":\"\",\"payload\":")))
        .isEqualTo("M013");
    assertThat(code(signed.replace("{\"payload\"", "{\"x\":0,\"payload\""))).isEqualTo("M011");
  }

  @Test
  void refusesTheUnsignedAndTheUnknown() throws Exception {
    Path plain = directory.resolve("plain.json");
    ManifestWriter.write(MANIFEST, plain);
    assertThat(new ManifestTrust(Optional.empty(), TODAY).read(plain)).isEqualTo(MANIFEST);
    assertThat(code(Files.readAllBytes(plain), "ed25519.pub")).isEqualTo("M011");
    Path signed = directory.resolve("signed.json");
    Files.write(signed, ManifestSigner.sign(MANIFEST, TestKeys.secret("ed25519.pem")));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new ManifestTrust(Optional.empty(), TODAY).read(signed))
        .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo("M010"));
  }

  @Test
  void refusesTheExpired() throws Exception {
    Path plain = directory.resolve("plain.json");
    ManifestWriter.write(MANIFEST, plain);
    Path signed = directory.resolve("signed.json");
    Files.write(signed, ManifestSigner.sign(MANIFEST, TestKeys.secret("ed25519.pem")));
    for (ManifestTrust trust :
        List.of(
            new ManifestTrust(Optional.of(TestKeys.published("ed25519.pub")), EXPIRES),
            new ManifestTrust(Optional.empty(), EXPIRES))) {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> trust.read(trust.key().isPresent() ? signed : plain))
          .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo("M016"));
    }
  }

  @Test
  void signsNothingWithoutAVersionAndAnEnd() {
    MeasurementManifest endless =
        new MeasurementManifest(
            MANIFEST.subject(), List.of(), List.of(), List.of(), List.of(), List.of());
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> ManifestSigner.sign(endless, TestKeys.secret("ed25519.pem")))
        .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo("C262"));
  }

  private String code(String document) throws Exception {
    return code(document.getBytes(StandardCharsets.UTF_8), "ed25519.pub");
  }

  private String code(byte[] document, String key) throws Exception {
    try {
      read(document, TestKeys.published(key));
      return "accepted";
    } catch (RejectedException e) {
      return e.diagnostics().get(0).code();
    }
  }

  private MeasurementManifest read(byte[] document, ManifestKey key) throws Exception {
    Path file = directory.resolve("manifest.json");
    Files.write(file, document);
    return new ManifestTrust(Optional.of(key), TODAY).read(file);
  }
}
