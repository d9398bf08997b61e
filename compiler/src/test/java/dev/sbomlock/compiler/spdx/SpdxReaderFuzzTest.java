// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the reader gives an SBOM or a refusal. */
final class SpdxReaderFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    return GoldenCase.seeds("spdx.json");
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    try {
      SpdxReader.read(document, "fuzzed");
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }
}
