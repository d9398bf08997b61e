// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the reader gives a key or a refusal. */
final class FunctionaryKeyReaderFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    List<Arguments> seeds = new ArrayList<>(GoldenCase.seeds("pub").toList());
    for (String form :
        new String[] {
          "ed25519.ssh",
          "rsa2048.ssh",
          "ecdsa521.ssh",
          "rsa2048.pem",
          "ecdsa384.pem",
          "ed25519-old.json",
          "ecdsa256-new.json"
        }) {
      seeds.add(Arguments.of((Object) FunctionaryKeyReaderTest.bytes(form)));
    }
    return seeds.stream();
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
