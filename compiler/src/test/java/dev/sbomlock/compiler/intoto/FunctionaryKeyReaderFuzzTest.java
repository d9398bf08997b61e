// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the reader gives a key or a refusal. */
final class FunctionaryKeyReaderFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    return GoldenCase.seeds("pub");
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    try {
      FunctionaryKeyReader.read(document, "fuzzed");
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }
}
