// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.compiler.ownership.PackageFiles;
import dev.sbomlock.compiler.rootfs.FurtherDigests;
import dev.sbomlock.image.LayerVisitor;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.VerityParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;

/**
 * Measures the files of one layer, keeps those that package managers wrote, and asks jars and
 * programs.
 */
final class FileReader implements LayerVisitor<LayerFile> {

  private static final int BUFFER = 1 << 17;

  private final byte[] buffer = new byte[BUFFER];
  private final ContentDigester digester;
  private final FurtherDigests further;
  private final KeptBudget budget;
  private final Spool spool;

  FileReader(Set<DigestAlgorithm> others, VerityParameters verity, KeptBudget budget, Spool spool) {
    this.digester = new ContentDigester(verity);
    this.further = new FurtherDigests(others, verity);
    this.budget = budget;
    this.spool = spool;
  }

  @Override
  public LayerFile file(TarEntry entry, ArtifactPath path, TarReader content) throws IOException {
    ByteArrayOutputStream kept =
        PackageFiles.holds(path) && budget.take(entry.size())
            ? new ByteArrayOutputStream((int) entry.size())
            : null;
    SelfDescription description;
    try (Spool passing = spool) {
      passing.begin(entry, path);
      int read;
      while ((read = content.read(buffer, 0, buffer.length)) >= 0) {
        digester.update(buffer, 0, read);
        further.update(buffer, 0, read);
        passing.add(buffer, read);
        if (kept != null) {
          kept.write(buffer, 0, read);
        }
      }
      description = passing.describe(path);
    }
    ContentDigester.Measured measured = digester.finish();
    return new LayerFile(
        new Measurement.Content(measured.size(), entry.mode()),
        measured.fsverity(),
        further.finish(measured),
        kept == null ? null : new KeptBytes(kept.toByteArray()),
        description);
  }
}
