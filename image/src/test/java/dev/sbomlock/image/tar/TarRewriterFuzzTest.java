// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any archive is refused, or what is written of it holds the same and the new attributes. */
final class TarRewriterFuzzTest {

  static Stream<Arguments> seeds() {
    return TarRewriterTest.entries().map(entry -> Arguments.of(entry.get()[1]));
  }

  @MethodSource("seeds")
  @FuzzTest
  void keepsEntriesOrRefuses(byte[] archive) throws IOException {
    try {
      compare(archive);
    } catch (MalformedTarException expected) {
      // Refused with its reason.
    }
  }

  private static void compare(byte[] archive) throws IOException {
    ArchiveListing before = ArchiveListing.of(archive);
    assertThat(rewrite(archive, Map.of())).isEqualTo(archive);
    Map<Long, Map<String, Optional<byte[]>>> wanted = new HashMap<>();
    before
        .files()
        .forEach(
            file ->
                wanted.put(file, Map.of("security.ima", Optional.of(new byte[] {0, '\n', '='}))));
    ArchiveListing after = ArchiveListing.of(rewrite(archive, wanted));
    assertThat(after.entries()).isEqualTo(before.entries());
    assertThat(after.xattrs().stream().filter(held -> held.startsWith("\0\n= ")).count())
        .isGreaterThanOrEqualTo(before.files().size());
  }

  private static byte[] rewrite(byte[] archive, Map<Long, Map<String, Optional<byte[]>>> wanted)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarRewriter.rewrite(
        new ByteArrayInputStream(archive),
        out,
        position -> wanted.getOrDefault(position, Map.of()));
    return out.toByteArray();
  }
}
