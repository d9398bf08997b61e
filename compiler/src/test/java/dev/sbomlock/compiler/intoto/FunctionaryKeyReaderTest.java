// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as ssh-keygen and Python's cryptography wrote them, in every form that is read. */
final class FunctionaryKeyReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa2048", "ecdsa256", "ecdsa384", "ecdsa521"})
  void oneKeyHasOneIdentityInEveryForm(String name) throws Exception {
    FunctionaryKey pem = key(name + ".pem");
    for (String form : new String[] {".ssh", "-old.json", "-new.json"}) {
      assertThat(key(name + form).identity()).as(form).isEqualTo(pem.identity());
    }
  }

  @Test
  void differentKeysDiffer() throws Exception {
    assertThat(key("ecdsa256.pem").identity()).isNotEqualTo(key("ecdsa384.pem").identity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssh-ed25519|one line",
        "ssh-ed25519 AAAA|cut off",
        "ssh-ed25519 !!!!|Illegal base64",
        "ssh-dss AAAAB3NzaC1kc3M=|type 'ssh-dss'",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA==|calls itself",
        "{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"00\"}}|64 hex digits",
        "{\"keytype\":\"gpg\",\"keyval\":{\"public\":\"PEM\"}}|keytype 'gpg' is unknown",
        "{\"keytype\":\"rsa\",\"keyval\":{\"public\":\"PEM\"}}|not of it",
        "{\"keytype\":\"ecdsa\",\"keyval\":{\"public\":\"PEM\",\"private\":\"x\"}}|private",
        "{\"keytype\":\"ecdsa\",\"scheme\":\"rsassa-pss-sha256\",\"keyval\":{\"public\":\"PEM\"}}|no scheme",
        "{\"keytype\":\"ecdsa\",\"scheme\":\"ecdsa-sha2-nistp384\",\"keyval\":{\"public\":\"PEM\"}}|no scheme",
      })
  void refuses(String document, String why) throws Exception {
    String pem = new String(bytes("ecdsa256.pem"), StandardCharsets.US_ASCII).replace("\n", "\\n");
    assertRefused(document.replace("PEM", pem), "C023", why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "{\"keytype\":\"rsa\",\"keyval\":{\"public\":\"\",\"certificate\":\"x\"}}",
        "{\"keytype\":\"rsa\",\"keyval\":{\"public\":\"-----BEGIN CERTIFICATE-----\"}}",
      })
  void saysThatCertificatesAreNotSupported(String document) {
    assertRefused(document, "C150", "X.509");
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = FunctionaryKeyReaderTest.class.getResourceAsStream("keys/" + name)) {
      if (in == null) {
        throw new IOException("no test key " + name);
      }
      return in.readAllBytes();
    }
  }

  private static FunctionaryKey key(String name) throws Exception {
    return FunctionaryKeyReader.read(bytes(name), name);
  }

  private static void assertRefused(String document, String code, String why) {
    assertThatThrownBy(
            () -> FunctionaryKeyReader.read(document.getBytes(StandardCharsets.UTF_8), "the key"))
        .asInstanceOf(type(RejectedException.class))
        .extracting(e -> e.diagnostics().get(0).toString())
        .asString()
        .startsWith(code)
        .contains(why);
  }
}
