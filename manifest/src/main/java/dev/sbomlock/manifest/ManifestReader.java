// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * Reads manifests in their canonical form only: a manifest that was read is byte for byte what
 * {@link ManifestWriter} wrote, and nobody changed it by accident since.
 */
public final class ManifestReader {

  /** No manifest has more bytes: 500,000 files take about 300 MiB. */
  public static final long MAX_SIZE = 1L << 30;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(MAX_SIZE)
                  .maxNestingDepth(8)
                  .maxStringLength(64 * 1024)
                  .maxNumberLength(20)
                  .build())
          .build();

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
    MessageDigest found = ManifestWriter.sha256();
    ManifestParser parser;
    try (JsonParser json = JSON.createParser(new DigestInputStream(in, found))) {
      json.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      parser = new ManifestParser(json);
      parser.parse();
    } catch (JacksonException e) {
      throw new RejectedException(
          ManifestProblems.notAManifest(place, e.getOriginalMessage() + at(e.getLocation())));
    } catch (CharConversionException e) {
      throw new RejectedException(ManifestProblems.notAManifest(place, "it is not UTF-8"));
    }
    MeasurementManifest manifest;
    try {
      manifest = parser.manifest();
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          ManifestProblems.notAManifest(place, String.valueOf(e.getMessage())));
    }
    // Rewriting covers all at once: the checksum, the summary, the one canonical form.
    Digest expected = ManifestWriter.canonicalDigest(manifest);
    Digest actual = Digest.of(DigestAlgorithm.SHA256, found.digest());
    if (!actual.equals(expected)) {
      throw new RejectedException(ManifestProblems.altered(place, expected, actual));
    }
    return manifest;
  }

  private static String at(JsonLocation location) {
    return location == null ? "" : " (byte " + location.getByteOffset() + ")";
  }
}
