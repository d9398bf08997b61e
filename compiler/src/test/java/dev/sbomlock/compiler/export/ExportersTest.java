// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The lines that other enforcers read. */
final class ExportersTest {

  private static final String A = "aa".repeat(32);
  private static final String F = "fa".repeat(32);
  private static final MeasurementManifest MANIFEST =
      manifest(List.of(file("opt/a b%25", 5), file("opt/bad%FF", 5), file("opt/empty", 0)));

  @Test
  void fapolicydEscapesUpToVersionOne() throws RejectedException {
    Export export = new FapolicydTrust(true).export(MANIFEST);
    assertThat(export.lines()).containsExactly("/opt/a%20b%25 5 " + A, "/opt/empty 0 " + A);
    assertThat(export.findings()).extracting(Diagnostic::code).containsExactly("C270");
    assertThat(new FapolicydTrust(false).export(MANIFEST).lines().get(0))
        .isEqualTo("/opt/a b% 5 " + A);
  }

  @Test
  void fsverityListsAsTheToolPrints() throws RejectedException {
    assertThat(new FsverityList().export(MANIFEST).lines())
        .containsExactly("sha256:" + F + " /opt/a b%", "sha256:" + F + " /opt/empty");
  }

  @Test
  void keylimeNamesEachDigestByItsPath() throws RejectedException {
    assertThat(new KeylimePolicy().export(MANIFEST).lines())
        .containsExactly(
            Text.format(
                "{\"meta\":{\"version\":1,\"generator\":0},\"release\":0,\"digests\":{"
                    + "\"/opt/a b%%\":[\"%s\"],\"/opt/empty\":[\"%s\"]},\"excludes\":[],"
                    + "\"keyrings\":{},\"ima\":{\"ignored_keyrings\":[],\"log_hash_alg\":\"sha1\","
                    + "\"dm_policy\":null},\"ima-buf\":{},\"verification-keys\":\"\"}",
                A, A));
  }

  @Test
  void composefsDumpsParentsFirstAndEveryName() throws RejectedException {
    String object = "fa/" + F.substring(2);
    Export export = new ComposefsDump().export(MANIFEST);
    assertThat(export.findings()).isEmpty();
    assertThat(export.lines())
        .containsExactly(
            "/ 0 40755 2 0 0 0 0.0 - - -",
            "/bin 8 120777 1 0 0 0 0.0 /usr/bin - -",
            "/opt 0 40755 2 0 0 0 0.0 - - -",
            "/opt/a\\x20b% 5 100755 1 0 0 0 0.0 " + object + " - " + F,
            "/opt/bad\\xff 5 100755 1 0 0 0 0.0 " + object + " - " + F,
            "/opt/empty 0 100755 1 0 0 0 0.0 - - -");
  }

  @Test
  void ipeWarnsOfWhatTheKernelRefuses() throws RejectedException {
    assertThat(ipe(570)).isEmpty();
    assertThat(ipe(571)).extracting(Diagnostic::code).containsExactly("C271");
  }

  private static List<Diagnostic> ipe(int digests) throws RejectedException {
    List<Measurement> files =
        IntStream.range(0, digests)
            .mapToObj(i -> file(Text.format("f%04d", i), 1, Text.format("%064x", i + 1)))
            .toList();
    return new IpePolicy("web", "0.0.1").export(manifest(files)).findings();
  }

  private static MeasurementManifest manifest(List<Measurement> files) {
    return new MeasurementManifest(
        new Subject("app", new Digest(DigestAlgorithm.SHA256, A)),
        List.of(),
        List.of(),
        files,
        List.of(new Symlink(new ArtifactPath("bin"), "/usr/bin")));
  }

  private static Measurement file(String path, long size) {
    return file(path, size, F);
  }

  private static Measurement file(String path, long size, String fsverity) {
    return new Measurement(
        new ArtifactPath(path),
        new Measurement.Content(size, 0755),
        DigestSet.of(
            List.of(
                new Digest(DigestAlgorithm.SHA256, A),
                new Digest(DigestAlgorithm.FSVERITY_SHA256, fsverity))),
        List.of(),
        List.of(new Evidence(EvidenceKind.SBOM_DIGEST, "app.cdx.json")),
        Status.ACCOUNTED);
  }
}
