// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, a file gives a key and its certificate, or a refusal. */
final class KeyFileFuzzTest {

  static Stream<Arguments> seeds() throws IOException {
    byte[] key = Files.readAllBytes(Vectors.file("p256.key"));
    byte[] certificate = Files.readAllBytes(Vectors.file("p256.cer.pem"));
    return Stream.of(Arguments.of((Object) key), Arguments.of((Object) certificate));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    KeyFile file = new KeyFile("fuzzed", new String(document, StandardCharsets.ISO_8859_1));
    try {
      file.keys(() -> new char[0]);
    } catch (RejectedException expected) {
      // Refused with its reason.
    }
    try {
      file.certificate();
    } catch (RejectedException expected) {
      // Refused with its reason.
    }
  }
}
