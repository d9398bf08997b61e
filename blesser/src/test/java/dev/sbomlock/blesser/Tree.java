// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.VerityParameters;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files below a root, and the manifest that was compiled from them. */
public final class Tree {

  private final Path root;
  private final VerityParameters verity;
  private final Map<ArtifactPath, Measurement> files =
      new TreeMap<>(Comparator.<ArtifactPath>naturalOrder());

  public Tree(Path root) {
    this(root, VerityParameters.DEFAULT);
  }

  public Tree(Path root, VerityParameters verity) {
    this.root = root;
    this.verity = verity;
  }

  public Path root() {
    return root;
  }

  /** Makes an accounted file. */
  public Path file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    account(file, Status.ACCOUNTED);
    return file;
  }

  /** Takes a file as it is now into the manifest. */
  public Measurement account(Path file, Status status) throws IOException {
    ArtifactPath path = ArtifactPath.relativize(root, file);
    ContentDigester.Measured measured;
    try (SeekableByteChannel content = Files.newByteChannel(file)) {
      measured = new ContentDigester(verity).measure(content);
    }
    int mode = (int) Files.getAttribute(file, "unix:mode") & 07777;
    Measurement measurement =
        new Measurement(
            path,
            new Measurement.Content(measured.size(), mode),
            measured.digests(),
            List.of(),
            List.of(new Evidence(EvidenceKind.OWNERSHIP, "dpkg:test")),
            status);
    files.put(path, measurement);
    return measurement;
  }

  public MeasurementManifest manifest() {
    Digest digest = new Digest(DigestAlgorithm.SHA256, "0".repeat(64));
    return new MeasurementManifest(
        new Subject("tree", digest),
        List.of(),
        List.of(),
        List.copyOf(files.values()),
        List.of(),
        List.of(),
        verity,
        Optional.empty());
  }
}
