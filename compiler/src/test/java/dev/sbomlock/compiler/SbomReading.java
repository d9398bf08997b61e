// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.intake.SbomSource;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Reads SBOMs as tests need it: from memory, and in the product that all formats can say. */
public final class SbomReading {

  private static final Path PRODUCT =
      Path.of(System.getProperty("sbomlock.root")).resolve("testdata/product");

  private SbomReading() {}

  /** The SBOM in these bytes, whatever their format. */
  public static Sbom read(byte[] document) throws RejectedException {
    return SbomReader.read(SbomSource.of("document", document), "document").sbom();
  }

  /** Reads what may be anything; only refusals with a diagnostic of their own are expected. */
  static void fuzz(SbomFormat format, byte[] document) {
    try {
      SbomReader.parseBare(format, new ByteArrayInputStream(document), "fuzzed");
    } catch (RejectedException expected) {
      // Refused with its reasons.
    } catch (IOException expected) {
      assertThat(SbomReader.explain(expected, "fuzzed").code()).isNotEqualTo("C001");
    }
  }

  /** The one product of testdata/make-product in every format that starts with this. */
  public static List<Path> products(String format) throws IOException {
    try (Stream<Path> directories = Files.list(PRODUCT)) {
      return directories
          .filter(directory -> directory.getFileName().toString().startsWith(format))
          .map(directory -> directory.resolve("product"))
          .sorted()
          .toList();
    }
  }

  /** Seeds of a fuzz test: the golden cases of that suffix and the product in that format. */
  static Stream<Arguments> seeds(String suffix, String format) throws IOException {
    List<Path> files = new ArrayList<>(products(format));
    for (GoldenCase golden : GoldenCase.all()) {
      files.addAll(golden.files(suffix));
    }
    return GoldenCase.seeds(files, false);
  }
}
