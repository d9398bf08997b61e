// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.RejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of private keys that are read, and how the others are refused. */
final class SigningKeyReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ed25519.encrypted.pem",
        "p256.encrypted.pem",
        "p384.encrypted.pem",
        "rsa.encrypted.pem",
        "ed25519.encrypted.ssh"
      })
  void decryptsWithThePassphraseOnly(String name) throws RejectedException {
    byte[] document = TestKeys.bytes(name);
    char[] secret = TestKeys.PASSPHRASE.toCharArray();
    assertThat(SigningKeyReader.parse(document, name, () -> secret)).isNotNull();
    assertThat(secret).containsOnly(' ');
    assertRefused("C261", () -> SigningKeyReader.parse(document, name, "wrong"::toCharArray));
    assertRefused("C261", () -> SigningKeyReader.parse(document, name, () -> new char[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ed25519.pub",
        "reject-rsa1024.pem",
        "reject-p521.pem",
        "reject-ed448.pem",
        "SOURCE.md",
      })
  void refusesWhatIsNoAcceptedPrivateKey(String name) {
    assertRefused("C260", () -> TestKeys.secret(name));
  }

  @Test
  void neverAsksForAPassphraseThatIsNotNeeded() throws RejectedException {
    SigningKeyReader.parse(
        TestKeys.bytes("ed25519.pem"),
        "key",
        () -> {
          throw new IllegalStateException("asked");
        });
  }

  private static void assertRefused(String code, Parse parse) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(parse::run)
        .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(code));
  }

  private interface Parse {
    void run() throws RejectedException;
  }
}
