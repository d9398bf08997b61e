// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Symlink;
import java.util.List;

/** A manifest of three files, to ask. */
final class Sample {

  static final Digest SBOM = digest("5b");
  static final Digest LINK = digest("11");
  static final Digest LS = digest("15");
  static final Digest STRAY = digest("57");

  private Sample() {}

  static Digest digest(String twoDigits) {
    return new Digest(DigestAlgorithm.SHA256, twoDigits.repeat(32));
  }

  static MeasurementManifest manifest() {
    return manifest(List.of(program("usr/bin/hello", LS), stray("usr/bin/stray", STRAY)));
  }

  static MeasurementManifest manifest(List<Measurement> files) {
    return new MeasurementManifest(
        new Subject("app", new Digest(DigestAlgorithm.DIR_HASH, "dd".repeat(32))),
        List.of(
            new Input("link", "in-toto link", "build.12345678.link", LINK),
            new Input("link", "in-toto link", "strip.link", digest("12")),
            new Input("sbom", "CycloneDX 1.6 JSON", "app.cdx.json", SBOM)),
        List.of(new Component("pkg:generic/hello@1", "hello", "1", List.of(2))),
        files,
        List.of(
            new Symlink(new ArtifactPath("bin"), "usr/bin"),
            new Symlink(new ArtifactPath("loop"), "/loop"),
            new Symlink(new ArtifactPath("out"), "../../usr/./bin/hello"),
            new Symlink(new ArtifactPath("usr/bin/hi"), "hello")));
  }

  static Measurement program(String path, Digest sha256) {
    return new Measurement(
        new ArtifactPath(path),
        new Measurement.Content(5, 0755),
        digests(sha256),
        List.of(0),
        List.of(
            new Evidence(EvidenceKind.IN_TOTO_PRODUCT, "link:build"),
            new Evidence(EvidenceKind.SBOM_DIGEST, "app.cdx.json"),
            new Evidence(EvidenceKind.PACKAGE_DIGEST_WEAK, "dpkg:hello")),
        Status.ACCOUNTED);
  }

  static Measurement stray(String path, Digest sha256) {
    return new Measurement(
        new ArtifactPath(path),
        new Measurement.Content(5, 0755),
        digests(sha256),
        List.of(),
        List.of(),
        Status.UNACCOUNTED);
  }

  private static DigestSet digests(Digest sha256) {
    return DigestSet.of(List.of(sha256, new Digest(DigestAlgorithm.FSVERITY_SHA256, sha256.hex())));
  }
}
