// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures against those of evmctl, and keys as openssl writes them. */
final class FileSignerTest {

  private static final int HEADER_TO_LENGTH = 7;
  private static final Pattern PAYLOAD =
      Pattern.compile("(v2|v3reg|v3verity)_([a-z0-9]+)_(sha(256|512))");

  @TempDir Path directory;

  @Test
  void signsFilesAsEvmctlDoes() throws Exception {
    assertAllSame(40, KernelSignature.IMA, 2, "file_hash", "xattr");
  }

  @Test
  void signsVerityDigestsAsEvmctlDoes() throws Exception {
    assertAllSame(32, KernelSignature.IMA_VERITY, 3, "verity_digest", "xattr");
  }

  @Test
  void signsMetadataAsEvmctlDoes() throws Exception {
    assertAllSame(8, KernelSignature.EVM_PORTABLE, 2, "evm_hash", "security_evm");
  }

  private static void assertAllSame(
      int count, int type, int version, String digest, String signature) throws Exception {
    List<Map<String, String>> vectors = Vectors.with(digest);
    assertThat(vectors).hasSize(count);
    for (Map<String, String> vector : vectors) {
      assertSame(vector, type, version, digest, signature);
    }
  }

  /** evmctl of Debian 12 does not make those of version 3: kernel 7.2 has accepted these. */
  @Test
  void signsWhatKernelsAccepted() throws Exception {
    Map<String, String> payloads = Vectors.payloads();
    int compared = 0;
    for (String name : payloads.keySet()) {
      Matcher parts = PAYLOAD.matcher(name);
      if (parts.matches()) {
        boolean verity = parts.group(1).equals("v3verity");
        String digest = (verity ? "hashverity" : "hash") + parts.group(4);
        if (payloads.containsKey(digest)) {
          assertSame(
              Map.of(
                  "key", parts.group(2),
                  "alg", parts.group(3),
                  "digest", payloads.getOrDefault(digest, "").substring(4),
                  "xattr", payloads.getOrDefault(name, "")),
              verity ? KernelSignature.IMA_VERITY : KernelSignature.IMA,
              parts.group(1).equals("v2") ? 2 : 3,
              "digest",
              "xattr");
          compared++;
        }
      }
    }
    // There is no fs-verity digest by SHA-512 among them.
    assertThat(compared).isEqualTo(4 * 5);
  }

  private static void assertSame(
      Map<String, String> vector, int type, int version, String digestField, String field)
      throws Exception {
    String key = vector.getOrDefault("key", "");
    FileSigner signer = signer(key);
    SignatureHash hash = Vectors.hash(vector);
    byte[] digest = Vectors.bytes(vector, digestField);
    byte[] expected = Vectors.bytes(vector, field);
    KernelSignature made = signer.sign(type, version, hash, digest);
    if (key.startsWith("rsa")) {
      assertThat(made.encode()).as("%s", vector).isEqualTo(expected);
    }
    assertThat(Arrays.copyOf(made.encode(), HEADER_TO_LENGTH))
        .isEqualTo(Arrays.copyOf(expected, HEADER_TO_LENGTH));
    KernelSignature theirs = KernelSignature.parse(expected).orElseThrow();
    assertThat(theirs.encode()).isEqualTo(expected);
    for (KernelSignature each : List.of(theirs, made)) {
      assertThat(signer.verifies(each, hash, digest)).as("%s", vector).isTrue();
      byte[] other = digest.clone();
      other[0] ^= 1;
      assertThat(signer.verifies(each, hash, other)).isFalse();
      assertThat(signer(key.equals("p256") ? "p384" : "p256").verifies(each, hash, digest))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "rsa4096", "p256", "p384"})
  void aKeyIsNamedByItsCertificateOrAsMostCertificatesWould(String key) throws Exception {
    String expected = Vectors.one("skid", key + ".key").getOrDefault("keyid_be", "none");
    assertThat(Integer.toHexString(signer(key).keyId())).isEqualTo(expected);
    FileSigner named =
        read(Vectors.file(key + ".key"), Optional.of(Vectors.file(key + ".cer.pem")), "");
    assertThat(Integer.toHexString(named.keyId())).isEqualTo(expected);
  }

  /** A certificate may call its key whatever it likes, and stand in the key's file. */
  @Test
  void theIdentifierOfTheCertificateCounts() throws Exception {
    Path key = Vectors.file("p256.key");
    Path certificate = directory.resolve("named.pem");
    openssl(
        "req",
        "-x509",
        "-key",
        key,
        "-subj",
        "/CN=x",
        "-addext",
        "subjectKeyIdentifier=0102030405",
        "-out",
        certificate);
    assertThat(read(key, Optional.of(certificate), "").keyId()).isEqualTo(0x02030405);
    Path both = directory.resolve("both.pem");
    Files.writeString(both, Files.readString(key) + Files.readString(certificate));
    assertThat(read(both, Optional.empty(), "").keyId()).isEqualTo(0x02030405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "rsa4096", "p256", "p384"})
  void readsEveryFormOfAKey(String name) throws Exception {
    int keyId = signer(name).keyId();
    Path pkcs8 = Vectors.file(name + ".key");
    Path old = directory.resolve("old.pem");
    openssl("pkey", "-in", pkcs8, "-traditional", "-out", old);
    assertThat(Files.readString(old)).containsPattern("BEGIN (RSA|EC) PRIVATE KEY");
    assertThat(read(old, Optional.empty(), "").keyId()).isEqualTo(keyId);
    for (String cipher : List.of("aes-128-cbc", "aes-256-cbc", "des3")) {
      Path locked = directory.resolve(cipher);
      openssl(
          "pkcs8",
          "-topk8",
          "-in",
          pkcs8,
          "-v2",
          cipher,
          "-passout",
          "pass:gr\u00fcn",
          "-out",
          locked);
      assertThat(read(locked, Optional.empty(), "gr\u00fcn").keyId()).isEqualTo(keyId);
      assertRejected("B031", locked, "blue");
      assertRejected("B031", locked, "");
    }
  }

  @Test
  void readsLongerRsaKeysAndNoOthers() throws Exception {
    Path key = directory.resolve("key");
    openssl("genrsa", "-out", key, "3072");
    assertThat(read(key, Optional.empty(), "").keyId()).isNotZero();
    openssl("genrsa", "-out", key, "1024");
    assertRejected("B030", key, "");
    for (String curve : List.of("P-521", "brainpoolP256r1")) {
      openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve, "-out", key);
      assertRejected("B030", key, "");
    }
    openssl("genpkey", "-algorithm", "ed25519", "-out", key);
    assertRejected("B030", key, "");
  }

  @Test
  void refusesWhatIsNoKey() throws Exception {
    assertRejected("B030", directory.resolve("absent"), "");
    assertRejected("B030", Vectors.file("p256.pub"), "");
    String key = Files.readString(Vectors.file("rsa2048.key"));
    Path damaged = directory.resolve("damaged");
    for (int cut = 40; cut < 400; cut += 36) {
      Files.writeString(damaged, key.substring(0, 28) + key.substring(28 + cut));
      assertRejected("B030", damaged, "");
    }
    Path old = directory.resolve("old");
    openssl(
        "rsa",
        "-in",
        Vectors.file("rsa2048.key"),
        "-traditional",
        "-aes128",
        "-passout",
        "pass:x",
        "-out",
        old);
    assertRejected("B031", old, "x");
  }

  @Test
  void refusesCertificatesThatDoNotNameTheKey() throws Exception {
    Path key = Vectors.file("p256.key");
    Path nameless = directory.resolve("nameless");
    openssl(
        "req",
        "-x509",
        "-key",
        key,
        "-subj",
        "/CN=x",
        "-addext",
        "subjectKeyIdentifier=none",
        "-out",
        nameless);
    assertCertificate("B032", nameless);
    assertCertificate("B032", directory.resolve("absent"));
    assertCertificate("B032", Files.writeString(directory.resolve("text"), "no certificate"));
    assertCertificate("B033", Vectors.file("p384.cer.pem"));
  }

  private static void assertCertificate(String code, Path certificate) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(Vectors.file("p256.key"), Optional.of(certificate), ""))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly(code));
  }

  private static void assertRejected(String code, Path key, String passphrase) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(key, Optional.empty(), passphrase))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly(code));
  }

  private static FileSigner signer(String key) throws Exception {
    return read(Vectors.file(key + ".key"), Optional.empty(), "");
  }

  private static FileSigner read(Path key, Optional<Path> certificate, String passphrase)
      throws RejectedException {
    return FileSigner.read(key, certificate, passphrase::toCharArray);
  }

  private static void openssl(Object... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    for (int i = 0; i < arguments.length; i++) {
      command[i + 1] = arguments[i].toString();
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
