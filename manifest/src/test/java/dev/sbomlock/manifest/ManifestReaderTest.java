// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest file can be beside a manifest. */
final class ManifestReaderTest {

  private static final MeasurementManifest MANIFEST =
      new MeasurementManifest(
          new Subject("name", new Digest(DigestAlgorithm.SHA256, "ab".repeat(32))),
          List.of(),
          List.of(),
          List.of(
              new Measurement(
                  ArtifactPath.ofName("usr/bin/tool"),
                  new Measurement.Content(12, 0755),
                  DigestSet.of(
                      new Digest(DigestAlgorithm.SHA256, "cd".repeat(32)),
                      new Digest(DigestAlgorithm.FSVERITY_SHA256, "ef".repeat(32))),
                  List.of(),
                  List.of(new Evidence(EvidenceKind.OWNERSHIP, "dpkg:tool")),
                  Status.ACCOUNTED)),
          List.of());

  private static final VerityParameters SALTED =
      new VerityParameters(VerityParameters.Hash.SHA512, 1024, "00ff");

  private static final MeasurementManifest RICH =
      new MeasurementManifest(
          new Subject("n\"\u001f\n", new Digest(DigestAlgorithm.SHA256, "ab".repeat(32))),
          List.of(),
          List.of(
              new Component("", "one", "1", List.of()), new Component("", "two", "", List.of())),
          List.of(
              new Measurement(
                  ArtifactPath.ofName("usr/bin/tool"),
                  new Measurement.Content(12, 0755),
                  MANIFEST.files().get(0).digests(),
                  List.of(0, 1),
                  List.of(
                      new Evidence(EvidenceKind.SBOM_DIGEST, "b"),
                      new Evidence(EvidenceKind.SBOM_DIGEST, "c")),
                  Status.ACCOUNTED,
                  Set.of(Grant.BPF, Grant.JIT))),
          List.of());

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{}", "[]", "null", "1", "not json", "{\"_type\":\"x\"}"})
  void whatIsNoManifestIsSaidToBeNone(String text) throws Exception {
    assertRefused("M002", text);
  }

  @ParameterizedTest
  @CsvSource({
    "\"path\":\"usr/bin/tool\", \"path\":\"../etc/shadow\"",
    "\"path\":\"usr/bin/tool\", \"path\":\"/usr/bin/tool\"",
    "\"path\":\"usr/bin/tool\", \"path\":\"usr/bin/tool%00\"",
    "\"mode\":\"0755\", \"mode\":\"755\"",
    "\"mode\":\"0755\", \"mode\":\"9999\"",
    "\"size\":12, \"size\":-1",
    "\"size\":12, \"size\":9007199254740993",
    "\"size\":12, \"size\":99999999999999999999",
    "\"size\":12, \"size\":1.5",
    "\"status\":\"accounted\", \"status\":\"fine\"",
    "\"components\":[], \"components\":[0]",
    "\"name\":\"name\", \"name\":\"\\ud800\"",
    "\"name\":\"name\", \"name\":\"name\"COMMA\"name\":\"name\"",
    "\"name\":\"name\", \"name\":\"name\"COMMA\"more\":1",
    "\"sha256\", \"crc32\"",
    "cdcdcd, CDCDCD",
  })
  void eachDefectIsFound(String from, String to) throws Exception {
    String whole = new String(Manifests.bytes(MANIFEST), StandardCharsets.UTF_8);
    String defect = whole.replace(from, to.replace("COMMA", ","));
    assertThat(defect).isNotEqualTo(whole);
    assertRefused("M002", defect);
  }

  /** With a checksum that fits: whoever writes such a manifest has not altered another one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"components\":[0,1]|\"components\":[1,0]",
        "\"components\":[0,1]|\"components\":[0,0]",
        "\"components\":[0,1]|\"components\":[00,1]",
        "\"components\":[0,1]|\"components\":[0, 1]",
        "\"components\":[0,1]|\"components\":[-0,1]",
        "\"components\":[0,1]|\"components\":[0,4294967297]",
        "\"grants\":[\"bpf\",\"jit\"]|\"grants\":[\"jit\",\"bpf\"]",
        "\"grants\":[\"bpf\",\"jit\"]|\"grants\":[\"bpf\",\"bpf\"]",
        "\"grants\":[\"bpf\",\"jit\"]|\"grants\":[]",
        "{\"from\":\"c\"|{\"from\":\"b\"",
        "\"from\":\"b\"|\"from\":\"z\"",
        "\"version\":\"1\"|\"version\":\"\"",
        "\"accounted\":1|\"accounted\":2",
        "\"missing\":0|\"missing\":1",
        "\"size\":12|\"size\":012",
        "\"size\":12|\"size\":12.0",
        "\"size\":12|\"size\":1.2e1",
        "\"path\":|\"p\\u0061th\":",
        "usr/bin/tool|usr\\/bin/tool",
        "usr/bin/tool|usr/bin/\\u0074ool",
        "n\\\"\\u001f\\n|n\\u0022\\u001f\\n",
        "n\\\"\\u001f\\n|n\\\"\\u001F\\n",
        "n\\\"\\u001f\\n|n\\\"\\u001f\\u000a",
        "efefef|EFEFEF",
        "\"fsverity-sha256\"|\"sha1\"",
      })
  void nothingButTheOneFormIsTaken(String from, @Nullable String to) throws Exception {
    String whole = new String(Manifests.bytes(RICH), StandardCharsets.UTF_8);
    assertThat(whole).contains(from);
    assertRefused("M002", summed(whole.replace(from, to == null ? "" : to)));
  }

  @Test
  void aFileWithoutANameIsNoManifest() {
    assertThatThrownBy(() -> ManifestReader.read(Path.of("")))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::place).containsExactly("''"));
  }

  @Test
  void aFittingChecksumAloneIsNoDefect() throws Exception {
    Path file = directory.resolve("manifest.json");
    Files.writeString(file, summed(new String(Manifests.bytes(RICH), StandardCharsets.UTF_8)));
    assertThat(ManifestReader.read(file)).isEqualTo(RICH);
  }

  private static String summed(String manifest) throws Exception {
    String unsummed = manifest.replaceFirst("\"checksum\":\"[0-9a-f]*\"", "\"checksum\":\"\"");
    byte[] sha256 =
        MessageDigest.getInstance("SHA-256").digest(unsummed.getBytes(StandardCharsets.UTF_8));
    return unsummed.replaceFirst(
        "\"checksum\":\"", "\"checksum\":\"" + HexFormat.of().formatHex(sha256));
  }

  @Test
  void otherVerityParametersStand() throws Exception {
    MeasurementManifest manifest = with(SALTED, DigestAlgorithm.FSVERITY_SHA512);
    Path file = directory.resolve("manifest.json");
    ManifestWriter.write(manifest, file);
    assertThat(Files.readString(file))
        .contains(
            "],\"fsverity\":{\"blockSize\":1024,\"hash\":\"sha512\",\"salt\":\"00ff\"},\"inputs\":[");
    assertThat(ManifestReader.read(file)).isEqualTo(manifest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"hash\":\"sha512\"|\"hash\":\"sha256\"",
        "\"hash\":\"sha512\"|\"hash\":\"sha384\"",
        "\"blockSize\":1024|\"blockSize\":1000",
        "\"blockSize\":1024|\"blockSize\":512",
        "\"blockSize\":1024|\"blockSize\":131072",
        "\"blockSize\":1024,|",
        "00ff|00FF",
        "00ff|0",
        "00ff|",
        "\"fsverity\":{\"blockSize\":1024,\"hash\":\"sha512\",\"salt\":\"00ff\"},|",
        "\"fsverity-sha512\"|\"fsverity-sha256\"",
      })
  void otherVerityParametersHaveOneForm(String from, @Nullable String to) throws Exception {
    String whole =
        new String(
            Manifests.bytes(with(SALTED, DigestAlgorithm.FSVERITY_SHA512)), StandardCharsets.UTF_8);
    assertThat(whole).contains(from);
    assertRefused("M002", summed(whole.replace(from, to == null ? "" : to)));
  }

  @Test
  void theUsualVerityParametersAreLeftOut() throws Exception {
    String whole = new String(Manifests.bytes(MANIFEST), StandardCharsets.UTF_8);
    assertThat(whole).doesNotContain("blockSize");
    String said = "\"fsverity\":{\"blockSize\":4096,\"hash\":\"sha256\"},\"inputs\"";
    assertRefused("M002", summed(whole.replace("\"inputs\"", said)));
  }

  @Test
  void aManifestHasDigestsOfItsOwnParametersOnly() {
    assertThatThrownBy(() -> with(SALTED, DigestAlgorithm.FSVERITY_SHA256))
        .hasMessageContaining("another fs-verity digest than fsverity-sha512");
  }

  private static MeasurementManifest with(VerityParameters verity, DigestAlgorithm algorithm) {
    Measurement file = MANIFEST.files().get(0);
    DigestSet digests =
        DigestSet.of(
            file.require(DigestAlgorithm.SHA256),
            new Digest(algorithm, "ef".repeat(algorithm.length())));
    return new MeasurementManifest(
        MANIFEST.subject(),
        List.of(),
        List.of(),
        List.of(
            new Measurement(
                file.path(),
                file.content(),
                digests,
                file.components(),
                file.evidence(),
                file.status())),
        List.of(),
        List.of(),
        verity,
        Optional.empty());
  }

  @Test
  void anythingBehindTheEndIsRefused() throws Exception {
    String whole = new String(Manifests.bytes(MANIFEST), StandardCharsets.UTF_8);
    assertRefused("M002", whole + "{}");
    assertRefused("M002", whole + "\n");
    assertRefused("M002", whole.substring(0, whole.length() - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "x-UTF-32LE-BOM"})
  void otherEncodingsAreRefused(String encoding) throws Exception {
    byte[] utf8 = Manifests.bytes(MANIFEST);
    Path file = directory.resolve("manifest.json");
    Files.write(file, new String(utf8, StandardCharsets.UTF_8).getBytes(Charset.forName(encoding)));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> ManifestReader.read(file))
        .satisfies(e -> assertThat(e.diagnostics()).extracting("code").isSubsetOf("M002", "M003"));
  }

  @Test
  void brokenUtf32IsNoManifest() throws Exception {
    Path file = directory.resolve("manifest.json");
    Files.write(file, new byte[] {0, 0, '{', 0, 0, 0, '{', 0});
    assertRefused("M002", file);
  }

  @Test
  void whatCannotBeReadIsSaidToBeUnreadable() {
    assertRefused("M001", directory.resolve("nothing.json"));
    assertRefused("M001", directory);
  }

  @Test
  void writingReplacesTheFileWhole() throws Exception {
    Path file = directory.resolve("manifest.json");
    Files.writeString(file, "older and longer than nothing");
    ManifestWriter.write(MANIFEST, file);
    assertThat(ManifestReader.read(file)).isEqualTo(MANIFEST);
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  private void assertRefused(String code, String text) throws Exception {
    Path file = directory.resolve("manifest.json");
    Files.writeString(file, text);
    assertRefused(code, file);
  }

  private static void assertRefused(String code, Path file) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> ManifestReader.read(file))
        .satisfies(
            e -> assertThat(e.diagnostics()).singleElement().extracting("code").isEqualTo(code));
  }

  @Test
  void whatIsNoFileIsWrittenToAndNotReplaced() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    ManifestWriter.write(MANIFEST, pipe);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    ManifestWriter.write(MANIFEST, expected);
    assertThat(reader.getInputStream().readAllBytes()).isEqualTo(expected.toByteArray());
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }
}
