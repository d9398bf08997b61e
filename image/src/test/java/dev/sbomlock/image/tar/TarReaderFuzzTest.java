// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.image.testing.TarBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an archive or a PAX header holds, it gives entries or a refusal. */
final class TarReaderFuzzTest {

  private static final int MAX_READS = 10_000;

  static Stream<Arguments> seeds() {
    return Stream.of(
            new TarBuilder().file("a", "content").entry('2', "l", "a", 0777).build(),
            new TarBuilder().gnuLong('L', "long").file("x", "y").build(),
            new TarBuilder().pax('x', "path=p", "size=1").file("x", "y").build(),
            new TarBuilder()
                .pax('x', "GNU.sparse.size=9", "GNU.sparse.map=4,1")
                .file("x", "y")
                .build())
        .map(seed -> Arguments.of((Object) seed));
  }

  static Stream<Arguments> records() {
    return Stream.of("9 path=x\n", "22 GNU.sparse.offset=1\n")
        .map(r -> Arguments.of((Object) r.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] archive) throws IOException {
    TarReader tar = new TarReader(new ByteArrayInputStream(archive));
    byte[] buffer = new byte[4096];
    try {
      for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
        // A hole may be as long as it likes; an image's reader has limits for that.
        int reads = 0;
        while (reads++ < MAX_READS && tar.read(buffer, 0, buffer.length) >= 0) {}
      }
    } catch (MalformedTarException expected) {
      // Refused with its reason.
    }
  }

  @MethodSource("records")
  @FuzzTest
  void parsesRecordsOrRefuses(byte[] records) {
    try {
      PaxRecords.parse(records).isStructural();
    } catch (MalformedTarException expected) {
      // Refused with its reason.
    }
  }
}
