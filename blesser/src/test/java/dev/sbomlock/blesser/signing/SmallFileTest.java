// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmallFileTest {

  private static final int LIMIT = 64 * 1024;

  @TempDir Path directory;

  @Test
  void readsAllOfAFileThatIsSmall() throws Exception {
    Path file = Files.write(directory.resolve("key"), new byte[LIMIT]);
    assertThat(SmallFile.read(file)).hasSize(LIMIT);
  }

  @Test
  void saysWhyThereIsNothingToRead() throws Exception {
    assertUnreadable(directory, "it is a directory");
    assertUnreadable(directory.resolve("absent"), "there is no such file");
    assertUnreadable(
        Files.write(directory.resolve("large"), new byte[LIMIT + 1]),
        "it has more than 65536 bytes");
  }

  private static void assertUnreadable(Path file, String fact) {
    assertThatExceptionOfType(SmallFile.UnreadableException.class)
        .isThrownBy(() -> SmallFile.read(file))
        .satisfies(problem -> assertThat(problem.fact()).isEqualTo(fact));
  }
}
