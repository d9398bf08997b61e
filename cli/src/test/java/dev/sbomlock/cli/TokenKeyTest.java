// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing with keys in SoftHSM, whose configuration a process takes from its environment. */
final class TokenKeyTest {

  private static final Path MODULE = Path.of("/usr/lib/softhsm/libsofthsm2.so");
  private static final String PIN = "2468";

  @TempDir Path directory;
  private Path root;
  private String slot;

  @BeforeEach
  void makeToken() throws Exception {
    root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(root.resolve("tool"), "content");
    Files.writeString(
        directory.resolve("softhsm2.conf"),
        "directories.tokendir = " + Files.createDirectory(directory.resolve("tokens")) + "\n");
    String made =
        run(
                "",
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label=t",
                "--so-pin=1357",
                "--pin=" + PIN)
            .output();
    Matcher found = Pattern.compile("slot (\\d+)").matcher(made);
    assertThat(found.find()).as(made).isTrue();
    slot = found.group(1);
    run("", "sh", "-c", "sha256sum tool | cut -c 1-64 >../digest");
    Files.writeString(
        directory.resolve("sbom.json"),
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[{\"type\":\"file\","
            + "\"name\":\"/tool\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\""
            + Files.readString(directory.resolve("digest")).strip()
            + "\"}]}]}");
    Finished compiled =
        sbomlock(Main.class, "", "compile", "../sbom.json", "--rootfs=.", "--output=../m");
    assertThat(compiled.exit()).as(compiled.output()).isZero();
  }

  @Test
  void rsaInATokenSignsWhatTheSameKeyInAFileSigns() throws Exception {
    put("rsa2048", "release", "01");
    assertThat(bless(uri("release"), PIN).output()).startsWith("blessed 1,");
    String token = attribute();
    run("", "setfattr", "-x", "security.ima", "tool");

    assertThat(bless(directory.resolve("rsa2048.key").toString(), "").output())
        .startsWith("blessed 1,");

    assertThat(token).isEqualTo(attribute()).contains("security.ima=0x0302");
  }

  @Test
  void ecdsaInATokenIsVerifiedByItsCertificate() throws Exception {
    put("p256", "release", "01");
    assertThat(bless(uri("release"), PIN).output()).startsWith("blessed 1,");
    assertThat(
            sbomlock(
                    NodeMain.class,
                    "",
                    "appraise",
                    "../m",
                    "--root=.",
                    "--format=json",
                    "--certificate=../p256.der")
                .output())
        .contains("\"ima\":\"blessed\"");
  }

  @ParameterizedTest
  @CsvSource({"1111,B031,refuses this PIN", "'',B031,there is no PIN"})
  void aTokenThatStaysLockedSignsNothing(String pin, String code, String fact) throws Exception {
    put("p256", "release", "01");
    Finished refused = bless(uri("release"), pin);
    assertThat(refused.exit()).isEqualTo(ExitCode.NO);
    assertThat(refused.output()).startsWith(code).contains(fact);
  }

  @Test
  void aKeyMustBeThereAndBeTheOnlyOne() throws Exception {
    put("p256", "release", "01");
    assertThat(bless(uri("other"), PIN).output())
        .startsWith("B035")
        .contains("no such private key");
    put("rsa2048", "second", "02");
    assertThat(bless(uri("release").replace(";object=release", ""), PIN).output())
        .startsWith("B035")
        .contains("several private keys");
    assertThat(bless(uri("release").replace(slot, "12"), PIN).output()).startsWith("B035");
    assertThat(bless(uri("release").replace("softhsm2.so", "absent.so"), PIN).output())
        .startsWith("B035")
        .contains("there is no library");
  }

  @Test
  void aCertificateOfAnotherKeyIsFound() throws Exception {
    put("p256", "p384", "release", "01");
    Finished refused = bless(uri("release"), PIN);
    assertThat(refused.exit()).isEqualTo(ExitCode.NO);
    assertThat(refused.output()).startsWith("B033");
  }

  @Test
  void aPinInTheUriIsAMistake() throws Exception {
    Finished refused = bless(uri("release") + "&pin-value=" + PIN, "");
    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.output()).contains("a PIN belongs into --passphrase-fd");
  }

  /** Puts a key of the vectors and its certificate into the token. */
  private void put(String key, String label, String id) throws Exception {
    put(key, key, label, id);
  }

  private void put(String key, String certified, String label, String id) throws Exception {
    Path vectors = Path.of(System.getProperty("sbomlock.root")).resolve("testdata/vectors/ima");
    Path file = Files.copy(vectors.resolve(key + ".key"), directory.resolve(key + ".key"));
    Path certificate = directory.resolve(key + ".der");
    run(
        "",
        "openssl",
        "x509",
        "-in",
        vectors.resolve(certified + ".cer.pem").toString(),
        "-outform",
        "DER",
        "-out",
        certificate.toString());
    run("", "openssl", "pkcs8", "-topk8", "-nocrypt", "-in", file.toString(), "-out", file + ".p8");
    run(
        "",
        "softhsm2-util",
        "--import",
        file + ".p8",
        "--slot",
        slot,
        "--label",
        label,
        "--id",
        id,
        "--pin",
        PIN);
    run(
        "",
        "pkcs11-tool",
        "--module",
        MODULE.toString(),
        "--slot",
        slot,
        "--login",
        "--pin",
        PIN,
        "--write-object",
        certificate.toString(),
        "--type",
        "cert",
        "--label",
        label,
        "--id",
        id);
  }

  private String uri(String object) {
    return "pkcs11:slot-id=" + slot + ";object=" + object + "?module-path=" + MODULE;
  }

  private Finished bless(String key, String pin) throws Exception {
    return sbomlock(
        NodeMain.class,
        pin,
        "bless",
        "../m",
        "--root=.",
        "--method=ima-sig",
        "--key=" + key,
        "--passphrase-fd=0");
  }

  private String attribute() throws Exception {
    return run("", "getfattr", "-e", "hex", "-n", "security.ima", "tool").output();
  }

  private Finished sbomlock(Class<?> main, String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(input, command);
  }

  private Finished run(String input, String... command) throws Exception {
    Finished finished = start(input, List.of(command));
    assertThat(finished.exit()).as(finished.output()).isZero();
    return finished;
  }

  private record Finished(int exit, String output) {}

  private Finished start(String input, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().put("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
    Process process = builder.redirectErrorStream(true).start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Finished(process.waitFor(), output);
  }
}
