// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, the reader gives a key or a refusal. */
final class SigningKeyReaderFuzzTest {

  static Stream<Arguments> seeds() {
    return Stream.of("ed25519.pem", "p256.sec1.pem", "ed25519.ssh", "ed25519.encrypted.ssh")
        .map(name -> Arguments.of((Object) TestKeys.bytes(name)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    try {
      SigningKeyReader.parse(document, "fuzzed", TestKeys.PASSPHRASE::toCharArray);
    } catch (RejectedException expected) {
      // Refused with its reason.
    }
  }
}
