// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cyclonedx.parsers.JsonParser;
import org.cyclonedx.parsers.XmlParser;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.jacksonstore.MultiFormatStore.Format;
import org.spdx.library.SpdxModelFactory;
import org.spdx.storage.ISerializableModelStore;
import org.spdx.storage.simple.InMemSpdxStore;
import org.spdx.tagvaluestore.TagValueStore;

/**
 * Reads one SBOM, by our reader or by the official library: what {@code bench/run sbom} measures.
 * Arguments: {@code ours|cyclonedx-json|cyclonedx-xml|spdx-json|spdx-yaml|spdx-tag FILE}.
 */
final class SbomReadingBenchmark {

  private SbomReadingBenchmark() {}

  /** Reads once and ends. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    if (arguments[0].equals("ours")) {
      SbomReader.read(file);
    } else {
      Library.read(arguments[0], file);
    }
  }

  /** The official libraries, which need not be there when our readers run. */
  private static final class Library {

    static void read(String format, Path file) throws Exception {
      switch (format) {
        case "cyclonedx-json" -> new JsonParser().parse(Files.readAllBytes(file));
        case "cyclonedx-xml" -> new XmlParser().parse(Files.readAllBytes(file));
        case "spdx-json" -> spdx(new MultiFormatStore(new InMemSpdxStore(), Format.JSON), file);
        case "spdx-yaml" -> spdx(new MultiFormatStore(new InMemSpdxStore(), Format.YAML), file);
        case "spdx-tag" -> spdx(new TagValueStore(new InMemSpdxStore()), file);
        default -> throw new IllegalArgumentException(format);
      }
    }

    private static void spdx(ISerializableModelStore store, Path file) throws Exception {
      SpdxModelFactory.init();
      store.deSerialize(new ByteArrayInputStream(Files.readAllBytes(file)), false);
    }
  }
}
