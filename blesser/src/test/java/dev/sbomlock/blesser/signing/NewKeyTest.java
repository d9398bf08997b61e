// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Made keys, as openssl sees them. */
final class NewKeyTest {

  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(value = KeyKind.class, names = "RSA4096", mode = EnumSource.Mode.EXCLUDE)
  void makesKeysThatOpensslAndBlessTake(KeyKind kind) throws Exception {
    Path key = directory.resolve("key");
    Path certificate = directory.resolve("certificate");
    NewKey made = NewKey.make(kind, "who signs", FROM, LocalDate.of(2060, 1, 1));
    made.write(key, certificate, "gr\u00fcn".toCharArray());

    assertThat(Files.getPosixFilePermissions(key))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    FileSigner signer = FileSigner.read(key, Optional.of(certificate), "gr\u00fcn"::toCharArray);
    assertThat(signer.keyId())
        .isEqualTo(made.keyId())
        .isEqualTo(FileVerifier.read(certificate).keyId());
    String text =
        openssl(
            "x509",
            "-inform",
            "der",
            "-in",
            certificate,
            "-noout",
            "-text",
            "-certopt",
            "no_pubkey");
    assertThat(text)
        .contains("Issuer: CN = who signs", "Subject: CN = who signs")
        .contains("Not Before: Jan  1 00:00:00 2026 GMT", "Not After : Jan  1 00:00:00 2060 GMT")
        .containsPattern("Basic Constraints: critical\\s+CA:FALSE")
        .containsPattern("Key Usage: critical\\s+Digital Signature\\s")
        .contains("Subject Key Identifier", "Authority Key Identifier");
    assertThat(openssl("pkey", "-in", key, "-passin", "pass:gr\u00fcn", "-pubout"))
        .isEqualTo(openssl("x509", "-inform", "der", "-in", certificate, "-noout", "-pubkey"));
    Path pem = directory.resolve("pem");
    openssl("x509", "-inform", "der", "-in", certificate, "-out", pem);
    assertThat(openssl("verify", "-check_ss_sig", "-attime", "1800000000", "-CAfile", pem, pem))
        .endsWith("OK\n");
  }

  @Test
  void neverWritesOverAFileAndLeavesNoHalf() throws Exception {
    Path there = Files.writeString(directory.resolve("there"), "precious");
    NewKey made = NewKey.make(KeyKind.P256, "x", FROM, FROM.plusDays(1));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> made.write(there, directory.resolve("c"), new char[0]))
        .withMessageStartingWith("B034 ");
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> made.write(directory.resolve("k"), there, new char[0]))
        .withMessageStartingWith("B034 ");
    assertThat(there).hasContent("precious");
    assertThat(directory.resolve("c")).doesNotExist();
    assertThat(directory.resolve("k")).doesNotExist();
  }

  private static String openssl(Object... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    for (int i = 0; i < arguments.length; i++) {
      command[i + 1] = arguments[i].toString();
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
