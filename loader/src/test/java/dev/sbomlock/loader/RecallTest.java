// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecallTest {

  private static final Measurement FILE = Manifests.accounted("usr/bin/openssl", "a");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkg:deb/debian/openssl@3.0.15?arch=amd64",
        "pkg:deb/debian/openssl@3.0.15",
        "openssl",
        "/usr/bin/openssl",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "fsverity-sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      })
  void namesTheFile(String selector) {
    assertThat(Recall.answers(manifest(), FILE, selector)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "open",
        "/bin/openssl",
        "usr/bin/openssl",
        "pkg:deb/debian/openssl",
        "pkg:deb/debian/openssl@3.0.16",
        "pkg:deb/debian/openssl@3.0.15?arch=arm64",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      })
  void doesNotNameIt(String selector) {
    assertThat(Recall.answers(manifest(), FILE, selector)).isFalse();
  }

  @Test
  void nothingIsRecalledByGuess(@TempDir Path empty) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> Recall.of(new StateDirectory(empty)).revoke(List.of("openssl"), false))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly("L039"));
  }

  private static MeasurementManifest manifest() {
    MeasurementManifest plain = Manifests.of(List.of(FILE), List.of());
    Component openssl =
        new Component("pkg:deb/debian/openssl@3.0.15?arch=amd64", "openssl", "3.0.15", List.of());
    return new MeasurementManifest(
        plain.subject(), plain.inputs(), List.of(openssl), plain.files(), plain.symlinks());
  }
}
