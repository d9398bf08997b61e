// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {

  private static final int LIMIT = 64 << 20;

  @TempDir Path directory;

  @Test
  void takesAFileUpToTheLimit() throws Exception {
    assertThat(SmallFile.read(sparse(LIMIT))).hasSize(LIMIT);
  }

  @Test
  void refusesALargerOne() throws Exception {
    Path file = sparse(LIMIT + 1);

    assertThatIOException()
        .isThrownBy(() -> SmallFile.read(file))
        .withMessage("it has more than 67108864 bytes");
  }

  private Path sparse(long size) throws IOException {
    Path file = directory.resolve("file");
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(size);
    }
    return file;
  }
}
