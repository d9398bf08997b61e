// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Symlink;
import java.util.List;

/** Small manifests for tests. */
final class Manifests {

  private Manifests() {}

  static MeasurementManifest of(List<Measurement> files, List<Symlink> symlinks) {
    return new MeasurementManifest(
        new Subject("test", digest(DigestAlgorithm.SHA256, "0")),
        List.of(),
        List.of(new Component("pkg:deb/debian/nginx@1", "nginx", "1", List.of())),
        files,
        symlinks);
  }

  static Measurement accounted(String path, String hexDigit) {
    return measurement(
        path,
        hexDigit,
        List.of(new Evidence(EvidenceKind.SBOM_DIGEST, "a.cdx.json")),
        Status.ACCOUNTED);
  }

  static Measurement unaccounted(String path) {
    return measurement(path, "f", List.of(), Status.UNACCOUNTED);
  }

  static Symlink symlink(String path, String target) {
    return new Symlink(new ArtifactPath(path), target);
  }

  private static Measurement measurement(
      String path, String hexDigit, List<Evidence> evidence, Status status) {
    return new Measurement(
        new ArtifactPath(path),
        new Measurement.Content(1, 0755),
        DigestSet.of(
            digest(DigestAlgorithm.SHA256, hexDigit),
            digest(DigestAlgorithm.FSVERITY_SHA256, hexDigit)),
        List.of(0),
        evidence,
        status);
  }

  private static Digest digest(DigestAlgorithm algorithm, String hexDigit) {
    return new Digest(algorithm, hexDigit.repeat(2 * algorithm.length()));
  }
}
