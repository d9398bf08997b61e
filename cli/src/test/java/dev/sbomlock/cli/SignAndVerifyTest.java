// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sign}, {@code verify} and {@code --manifest-key} as a user calls them. */
final class SignAndVerifyTest {

  private static final Path KEYS =
      Path.of(System.getProperty("sbomlock.root"))
          .resolve("compiler/src/test/resources/dev/sbomlock/compiler/signing");
  private static final String SBOM =
      """
      {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "file", "name": "/hello", "hashes": [{"alg": "SHA-256",
         "content": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}]}]}
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path root = Path.of("");
  private Path manifest = Path.of("");
  private Path signed = Path.of("");

  @BeforeEach
  void plant() throws IOException {
    root = Files.createDirectories(directory.resolve("root"));
    Files.writeString(root.resolve("hello"), "hello");
    Files.writeString(directory.resolve("app.cdx.json"), SBOM);
    manifest = directory.resolve("m.json");
    signed = directory.resolve("signed.json");
    assertThat(compile("--manifest-version=7", "--expires=9999-01-01")).isEqualTo(ExitCode.DONE);
    assertThat(execute("sign", manifest, "--key", key("ed25519.pem"), "-o", signed))
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void verifies() {
    assertThat(execute("verify", signed, "--key", key("ed25519.pub"))).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .isEqualTo(
            "verified 'app.cdx.json', version 7, until 9999-01-01: signed by 'ed25519.pub'\n");
    assertThat(execute("verify", signed, "--key", key("p256.pub"))).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("M014 ");
    assertThat(execute("verify", manifest, "--key", key("ed25519.pub"))).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("M011 ");
  }

  @Test
  void everyReaderOfManifestsFailsClosed() {
    Object trusted = "--manifest-key=" + key("ed25519.pub");
    for (Object[] command :
        new Object[][] {
          {"appraise", "--root", root},
          {"bless", "--root", root, "--method=ima"},
          {"load", "--root", root, "--mode=audit"},
          {"explain", "/hello"},
          {"export", "--to=ipe"},
        }) {
      assertThat(execute(insert(command, signed))).isEqualTo(ExitCode.NO);
      assertThat(err.toString()).as("%s", command[0]).startsWith("M010 ");
      assertThat(execute(insert(command, manifest, trusted))).isEqualTo(ExitCode.NO);
      assertThat(err.toString()).as("%s", command[0]).startsWith("M011 ");
    }
    assertThat(execute("appraise", signed, "--root", root, trusted)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("PASS hello\n");
    assertThat(execute("explain", signed, "/hello", trusted)).isEqualTo(ExitCode.DONE);
  }

  @Test
  void refusesTheExpired() {
    assertThat(compile("--manifest-version=7", "--expires=2020-01-01")).isEqualTo(ExitCode.DONE);
    assertThat(execute("sign", manifest, "--key", key("ed25519.pem"), "-o", signed))
        .isEqualTo(ExitCode.DONE);
    assertThat(execute("verify", signed, "--key", key("ed25519.pub"))).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("M016 ");
  }

  @Test
  void needsBothVersionAndEnd() {
    assertThat(compile("--manifest-version=7")).isEqualTo(ExitCode.USAGE);
    assertThat(compile("--expires=2030-01-01")).isEqualTo(ExitCode.USAGE);
    assertThat(compile("--manifest-version=0", "--expires=2030-01-01")).isEqualTo(ExitCode.USAGE);
    assertThat(compile()).isEqualTo(ExitCode.DONE);
    assertThat(execute("sign", manifest, "--key", key("ed25519.pem"))).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C262 ");
  }

  @Test
  void takesThePassphraseFromAFileDescriptor() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "correct-horse\nignored");
    try (InputStream open = Files.newInputStream(secret)) {
      assertThat(open.available()).isPositive();
      String descriptor = descriptorOf(secret);
      assertThat(
              execute(
                  "sign",
                  manifest,
                  "--key",
                  key("rsa.encrypted.pem"),
                  "-o",
                  signed,
                  "--passphrase-fd",
                  descriptor))
          .isEqualTo(ExitCode.DONE);
    }
    assertThat(execute("verify", signed, "--key", key("rsa.pub"))).isEqualTo(ExitCode.DONE);
    assertThat(execute("sign", manifest, "--key", key("rsa.encrypted.pem"))).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C261 ");
  }

  private static String descriptorOf(Path file) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
          return descriptor.getFileName().toString();
        }
      }
    }
    throw new IOException("it is not open: " + file);
  }

  private static Object[] insert(Object[] command, Object... arguments) {
    return Stream.of(
            Stream.of(command[0]),
            Arrays.stream(arguments).limit(1),
            Arrays.stream(command).skip(1),
            Arrays.stream(arguments).skip(1))
        .flatMap(part -> part)
        .toArray();
  }

  private static Path key(String name) {
    return KEYS.resolve(name);
  }

  private int compile(Object... options) {
    Object[] all = {"compile", directory.resolve("app.cdx.json"), "--rootfs", root, "-o", manifest};
    return execute(Stream.concat(Arrays.stream(all), Arrays.stream(options)).toArray());
  }

  private int execute(Object... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Program.commandLine(new Main(), new PrintWriter(out), new PrintWriter(err))
        .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }
}
