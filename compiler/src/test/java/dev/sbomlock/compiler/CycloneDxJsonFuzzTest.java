// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the reader gives an SBOM or a refusal. */
final class CycloneDxJsonFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    return SbomReading.seeds("cdx.json", "cyclonedx-json");
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    SbomReading.fuzz(SbomFormat.CYCLONEDX_JSON, document);
  }
}
