// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Validity;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No manifest takes the place of a newer one of its subject. */
final class RollbackTest {

  @ParameterizedTest
  @CsvSource({
    "app, 7, app, 7, true",
    "app, 7, app, 8, true",
    "app, 7, app, 6, false",
    "app, 7, app, 0, false",
    "app, 0, app, 0, true",
    "app, 0, app, 1, true",
    "app, 7, other, 1, true",
  })
  void refusesLowerVersions(String was, long old, String is, long now, boolean accepted) {
    boolean passed = true;
    try {
      ManifestTrust.requireNoRollback(Map.of(was, old), List.of(manifest(is, now)));
    } catch (RejectedException e) {
      passed = false;
      assertThat(e.diagnostics()).extracting(d -> d.code()).containsExactly("M017");
    }
    assertThat(passed).isEqualTo(accepted);
  }

  private static MeasurementManifest manifest(String subject, long version) {
    MeasurementManifest manifest =
        new MeasurementManifest(
            new Subject(subject, new Digest(DigestAlgorithm.SHA256, "0a".repeat(32))),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return version == 0
        ? manifest
        : manifest.with(new Validity(version, LocalDate.parse("2027-01-01")));
  }
}
