// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, a list of checksums is read or refused. */
final class ReleaseChecksumsFuzzTest {

  static Stream<Arguments> seeds() {
    return Stream.of("a".repeat(64) + "  x\n", "# c\n\n" + "b".repeat(64) + " *y z")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] list) {
    try {
      ReleaseChecksums.parse(list, "fuzzed");
    } catch (RejectedException expected) {
      // Refused with its reason.
    }
  }
}
