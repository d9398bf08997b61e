// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that ssh-keygen encrypted are the keys that it decrypts. */
final class OpenSshKeyFileTest {

  private static final String PASSPHRASE = "p\u00e4ss phrase";

  @TempDir private Path scratch;

  @ParameterizedTest
  @CsvSource({
    "ed25519,,aes256-ctr",
    "ed25519,,aes192-ctr",
    "ed25519,,aes128-cbc",
    "ed25519,,aes256-gcm@openssh.com",
    "ecdsa,256,aes128-ctr",
    "ecdsa,384,aes256-cbc",
    "ecdsa,256,aes192-cbc",
    "rsa,2048,aes256-ctr",
    "rsa,3072,aes128-gcm@openssh.com",
  })
  void decryptsWhatSshKeygenEncrypts(String type, String bits, String cipher) throws Exception {
    // Comments of several lengths leave padding of several lengths.
    for (String comment : List.of("", "a comment")) {
      Path file = generate(type, bits, cipher, comment, 1);
      byte[] encrypted = blob(file);
      run("ssh-keygen", "-q", "-p", "-P", PASSPHRASE, "-N", "", "-f", file.toString());
      assertThat(read(encrypted, PASSPHRASE)).isEqualTo(read(blob(file), ""));
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> read(encrypted, "wrong"))
          .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo("C261"));
    }
  }

  @Test
  void refusesOtherCiphers() throws Exception {
    Path file = generate("ed25519", null, "chacha20-poly1305@openssh.com", "", 4);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> parse(blob(file)))
        .withMessageContaining("chacha20-poly1305@openssh.com");
  }

  @Test
  void refusesMoreRoundsThanAnyoneWaitsFor() throws Exception {
    Path file = generate("ed25519", null, "aes256-ctr", "", 4);
    byte[] blob = blob(file);
    // Behind the magic, the names of cipher and derivation, and the salt.
    int rounds = 15 + 4 + 10 + 4 + 6 + 4 + 4 + 16;
    assertThat(Arrays.copyOfRange(blob, rounds, rounds + 4)).containsExactly(0, 0, 0, 4);
    blob[rounds] = 1;
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> parse(blob))
        .withMessageContaining("more than 1024 rounds");
  }

  @Test
  void refusesEveryPrefixAndEveryOtherTag() throws Exception {
    Path file = generate("ed25519", null, "aes256-gcm@openssh.com", "", 1);
    byte[] blob = blob(file);
    for (int length = 0; length < blob.length; length++) {
      byte[] prefix = Arrays.copyOf(blob, length);
      assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> parse(prefix));
    }
    blob[blob.length - 1] ^= 1;
    assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> parse(blob));
  }

  private Path generate(
      String type, @Nullable String bits, String cipher, String comment, int rounds)
      throws Exception {
    Path file = scratch.resolve("key");
    Files.deleteIfExists(file);
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-f", file.toString()));
    command.addAll(List.of("-N", PASSPHRASE, "-Z", cipher, "-C", comment));
    command.addAll(List.of("-a", String.valueOf(rounds)));
    if (bits != null) {
      command.addAll(List.of("-b", bits));
    }
    run(command.toArray(String[]::new));
    return file;
  }

  private static byte[] blob(Path file) throws Exception {
    String text = Files.readString(file).replaceAll("-----[A-Z ]+-----|\n", "");
    return Base64.getDecoder().decode(text);
  }

  private static void parse(byte[] blob) throws RejectedException {
    String pem =
        "-----BEGIN OPENSSH PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(blob)
            + "\n-----END OPENSSH PRIVATE KEY-----\n";
    SigningKeyReader.parse(pem.getBytes(StandardCharsets.US_ASCII), "key", PASSPHRASE::toCharArray);
  }

  private static byte[] read(byte[] blob, String passphrase) throws Exception {
    return OpenSshKeyFile.read(blob, "key", passphrase::toCharArray).getEncoded();
  }

  private static void run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
