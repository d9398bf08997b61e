// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The build's steps in a manifest, in their one form only. */
final class BuildStepsTest {

  private static final DigestSet DIGEST =
      DigestSet.of(new Digest(DigestAlgorithm.SHA256, "ab".repeat(32)));

  private static final MeasurementManifest MANIFEST =
      new MeasurementManifest(
          new Subject("name", new Digest(DigestAlgorithm.SHA256, "ab".repeat(32))),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(
              BuildStep.of(
                  "build",
                  List.of(new Digest(DigestAlgorithm.SHA256, "cd".repeat(32))),
                  Map.of("src/b", DIGEST, "src/a", DIGEST, "unknown", DigestSet.empty()),
                  Map.of("bin/a", DIGEST))));

  @Test
  void surviveARoundTrip() throws Exception {
    byte[] bytes = Manifests.bytes(MANIFEST);
    assertThat(Manifests.read(bytes)).isEqualTo(MANIFEST);
    assertThat(Manifests.bytes(Manifests.read(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "src/a|src/c",
        "src/a|src/b",
        "\"name\":\"build\"|\"name\":\"\"",
        "\"functionaries\":[\"|\"functionaries\":[\"A",
        "\"materials\"|\"material\"",
        "\"steps\":[{|\"steps\":[],\"x\":[{",
      })
  void areRefusedInAnyOtherForm(String from, String to) {
    String text = new String(Manifests.bytes(MANIFEST), StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    byte[] bytes = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> Manifests.read(bytes))
        .matches(e -> e.diagnostics().get(0).code().equals("M002"));
  }
}
