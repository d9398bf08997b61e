// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An IPE policy allows the accounted digests, each once, sorted, and nothing else. */
final class IpePolicyTest {

  private static final IpePolicy POLICY = new IpePolicy("web", "0.0.7");

  @Test
  void allowsEachAccountedDigestOnce() throws Exception {
    Export export =
        POLICY.export(
            manifest(
                file("a", "ff", Status.ACCOUNTED),
                file("b", "11", Status.ACCOUNTED),
                file("c", "ff", Status.ACCOUNTED),
                file("d", "22", Status.UNACCOUNTED),
                file("e", "33", Status.CONTRADICTED),
                file("f", "44", Status.MISSING)));
    assertThat(export.findings()).isEmpty();
    assertThat(String.join("\n", export.lines()))
        .isEqualTo(
            """
            policy_name=web policy_version=0.0.7
            DEFAULT action=ALLOW
            DEFAULT op=EXECUTE action=DENY
            op=EXECUTE fsverity_digest=sha256:%s action=ALLOW
            op=EXECUTE fsverity_digest=sha256:%s action=ALLOW"""
                .formatted("11".repeat(32), "ff".repeat(32)));
  }

  @Test
  void saysWhichGrantsItCannotSay() throws Exception {
    Export export =
        POLICY.export(
            manifest(
                file("java", "11", Status.ACCOUNTED).with(Grant.JIT),
                file("systemd", "22", Status.ACCOUNTED).with(Grant.BPF)));
    assertThat(export.lines()).hasSize(5);
    assertThat(export.findings())
        .extracting(Diagnostic::code, Diagnostic::place, Diagnostic::fact)
        .containsExactly(
            tuple("C062", "'java'", "it is granted 'jit', for which IPE has no words"),
            tuple("C062", "'systemd'", "it is granted 'bpf', for which IPE has no words"));
  }

  @Test
  void refusesWhatWasNeverMeasured() {
    assertRefused(
        "C060", manifest(file("a", "11", Status.ACCOUNTED), file("b", "22", Status.STATED)));
  }

  @Test
  void refusesToDenyEverything() {
    assertRefused("C061", manifest(file("a", "11", Status.UNACCOUNTED)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\nDEFAULT", "a/b", ".", "..", "-a", "a=b", "\u00e4"})
  void refusesNamesThatTheKernelWouldNotTake(String name) {
    assertThatThrownBy(() -> new IpePolicy(name, "0.0.1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.2", "1.2.3.4", "1.2.x", "-1.0.0", "0.0.65536", "0.0.1 "})
  void refusesVersionsThatTheKernelWouldNotTake(String version) {
    assertThatThrownBy(() -> new IpePolicy("web", version))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesTheHighestVersion() {
    assertThatCode(() -> new IpePolicy("a.b-c_D9", "65535.65535.65535")).doesNotThrowAnyException();
  }

  private static void assertRefused(String code, MeasurementManifest manifest) {
    assertThatThrownBy(() -> POLICY.export(manifest))
        .asInstanceOf(type(RejectedException.class))
        .satisfies(
            rejected ->
                assertThat(rejected.diagnostics())
                    .extracting(Diagnostic::code)
                    .containsExactly(code));
  }

  private static MeasurementManifest manifest(Measurement... files) {
    return new MeasurementManifest(
        new Subject("test", new Digest(DigestAlgorithm.SHA256, "00".repeat(32))),
        List.of(),
        List.of(),
        List.of(files),
        List.of());
  }

  private static Measurement file(String path, String hexByte, Status status) {
    DigestSet digests =
        status.measured()
            ? DigestSet.of(
                new Digest(DigestAlgorithm.SHA256, hexByte.repeat(32)),
                new Digest(DigestAlgorithm.FSVERITY_SHA256, hexByte.repeat(32)))
            : DigestSet.of(new Digest(DigestAlgorithm.SHA256, hexByte.repeat(32)));
    return new Measurement(
        ArtifactPath.ofBytes(path.getBytes(StandardCharsets.UTF_8)),
        status.measured() ? new Measurement.Content(1, 0755) : null,
        digests,
        List.of(),
        List.of(new Evidence(EvidenceKind.SBOM_DIGEST, "sbom")),
        status);
  }
}
