// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a database holds, it is read or refused. The meta page must be whole to come further.
 */
final class BoltDatabaseFuzzTest {

  private static final int PAGE = 4096;

  @TempDir static Path directory;

  static Stream<Arguments> seeds() throws Exception {
    Path root = Files.createTempDirectory(directory, "containerd");
    ContainerdFixture.unpack(root);
    byte[] real = Files.readAllBytes(root.resolve(ContainerdFixture.METADATA));
    return Stream.of(real, "bolt".getBytes(StandardCharsets.UTF_8))
        .map(bytes -> Arguments.of((Object) bytes));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] bytes) throws IOException, RejectedException {
    Path file = Files.createTempFile(directory, "fuzz", ".db");
    try {
      Files.write(file, bytes);
      String name = bytes.length > PAGE ? Integer.toString(bytes[PAGE]) : "v1";
      BoltDatabase.ask(
          file,
          root -> {
            root.bucketNames(100);
            root.value(name);
            return root.bucket(List.of("v1", "default", "images", ContainerdFixture.IMAGE));
          });
    } catch (DamagedBoltException expected) {
      // Refused with its reason.
    } finally {
      Files.delete(file);
    }
  }
}
