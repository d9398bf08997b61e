// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes and however they seem to be packed, there is an SBOM or a refusal. */
final class SbomPackingFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    return SbomReading.seeds("gz", "packed");
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    try {
      SbomReading.read(document);
    } catch (RejectedException expected) {
      assertThat(expected.diagnostics()).noneMatch(diagnostic -> diagnostic.code().equals("C001"));
    }
  }
}
