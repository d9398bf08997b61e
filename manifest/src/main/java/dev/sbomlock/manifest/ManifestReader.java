// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads manifests in their canonical form only: a manifest that was read is byte for byte what
 * {@link ManifestWriter} wrote, and nobody changed it by accident since.
 */
public final class ManifestReader {

  /** No manifest has more bytes: 1,000,000 files take about 300 to 600 MiB. */
  public static final long MAX_SIZE = 1L << 30;

  private ManifestReader() {}

  /**
   * Reads a manifest file.
   *
   * @throws RejectedException M001 when it cannot be read, M002 when it is no manifest, M003 when
   *     it was changed after it was written
   */
  public static MeasurementManifest read(Path file) throws RejectedException {
    String place = String.valueOf(file.getFileName());
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, place);
    } catch (NoSuchFileException e) {
      throw new RejectedException(ManifestProblems.unreadable(place, "there is no such file"));
    } catch (IOException e) {
      throw new RejectedException(ManifestProblems.unreadable(place, "reading failed: " + e));
    }
  }

  /**
   * Reads a manifest from a stream, to its end.
   *
   * @param place what to call the stream in diagnostics
   * @throws RejectedException M002 or M003, as {@link #read(Path)}
   * @throws IOException when the stream itself fails
   */
  public static MeasurementManifest read(InputStream in, String place)
      throws IOException, RejectedException {
    CanonicalInput input = new CanonicalInput(in, MAX_SIZE, Hashing.sha256());
    ManifestParser parser = new ManifestParser(input);
    try {
      MeasurementManifest manifest = parser.parse();
      Digest actual = Digest.of(DigestAlgorithm.SHA256, input.digested());
      if (!actual.equals(parser.checksum())) {
        throw new RejectedException(ManifestProblems.altered(place, parser.checksum(), actual));
      }
      if (!manifest.countByStatus().equals(parser.summary())) {
        throw input.malformed("its summary does not count its files");
      }
      return manifest;
    } catch (MalformedException e) {
      throw new RejectedException(
          ManifestProblems.notAManifest(place, String.valueOf(e.getMessage())));
    }
  }
}
