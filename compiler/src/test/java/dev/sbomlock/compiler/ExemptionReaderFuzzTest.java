// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the reader gives exceptions that hold today, or a refusal. */
final class ExemptionReaderFuzzTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-01-31");

  static Stream<Arguments> seeds() throws IOException {
    return GoldenCase.seeds("exceptions");
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    try {
      for (Exemption exemption : ExemptionReader.read(document, "fuzzed", TODAY)) {
        if (exemption.expiredBy(TODAY) || exemption.reason().isBlank()) {
          throw new AssertionError("it took " + exemption);
        }
      }
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }
}
