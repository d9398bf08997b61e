// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestedStreamTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 20, (1 << 20) + 1, 5_000_001})
  void digestsJustWhatWasRead(int size) throws Exception {
    byte[] document = new byte[size];
    new Random(size).nextBytes(document);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");

    try (DigestedStream in =
        new DigestedStream(
            new ByteArrayInputStream(document), MessageDigest.getInstance("SHA-256"))) {
      readAndOverwrite(in);
      assertThat(in.digest()).isEqualTo(sha256.digest(document));
    }
  }

  /** As a parser does, which keeps one buffer. */
  private static void readAndOverwrite(InputStream in) throws Exception {
    byte[] buffer = new byte[70_000];
    int first = in.read();
    assertThat(first).isBetween(-1, 255);
    while (in.read(buffer, 3, buffer.length - 3) >= 0) {
      Arrays.fill(buffer, (byte) 0);
    }
  }
}
