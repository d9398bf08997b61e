// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cyclonedx.parsers.JsonParser;
import org.cyclonedx.parsers.XmlParser;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.SpdxModelFactory;
import org.spdx.storage.simple.InMemSpdxStore;

/**
 * Reads one SBOM, by our reader or by the official library: what {@code bench/run sbom} measures.
 * Arguments: {@code ours|cyclonedx-json|cyclonedx-xml|spdx-json|spdx-yaml FILE}.
 */
final class SbomReadingBenchmark {

  private SbomReadingBenchmark() {}

  /** Reads once and ends. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "ours" -> SbomReader.read(file);
      case "cyclonedx-json" -> new JsonParser().parse(Files.readAllBytes(file));
      case "cyclonedx-xml" -> new XmlParser().parse(Files.readAllBytes(file));
      case "spdx-json" -> spdx(file, MultiFormatStore.Format.JSON);
      case "spdx-yaml" -> spdx(file, MultiFormatStore.Format.YAML);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void spdx(Path file, MultiFormatStore.Format format) throws Exception {
    SpdxModelFactory.init();
    new MultiFormatStore(new InMemSpdxStore(), format)
        .deSerialize(new ByteArrayInputStream(Files.readAllBytes(file)), false);
  }
}
