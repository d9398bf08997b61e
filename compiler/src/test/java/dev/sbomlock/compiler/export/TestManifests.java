// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Manifests of files with certain names, all accounted for. */
final class TestManifests {

  private TestManifests() {}

  /** One of files with these names, in UTF-8. */
  static MeasurementManifest of(String... paths) {
    return new MeasurementManifest(
        new Subject("app", new Digest(DigestAlgorithm.SHA256, "00".repeat(32))),
        List.of(),
        List.of(),
        Arrays.stream(paths).map(TestManifests::file).toList(),
        List.of());
  }

  private static Measurement file(String path) {
    return new Measurement(
        ArtifactPath.ofBytes(path.getBytes(StandardCharsets.UTF_8)),
        new Measurement.Content(1, 0755),
        DigestSet.of(
            new Digest(DigestAlgorithm.SHA256, "aa".repeat(32)),
            new Digest(DigestAlgorithm.FSVERITY_SHA256, "fa".repeat(32))),
        List.of(),
        List.of(new Evidence(EvidenceKind.SBOM_DIGEST, "sbom")),
        Status.ACCOUNTED);
  }
}
