// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.RootfsContent;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a package wrote into the database, it gives packages or a refusal. */
final class DpkgDatabaseFuzzTest {

  private static final String STATUS =
      "Package: tool\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n";

  static Stream<Arguments> seeds() throws IOException {
    GoldenCase golden = GoldenCase.named("dpkg-usrmerge-and-diversions");
    List<Path> files = new ArrayList<>();
    for (String name : List.of("status", "diversions", "tools.list", "tools.md5sums")) {
      files.add(golden.directory().resolve(name));
    }
    return GoldenCase.seeds(files, true);
  }

  @TempDir private static Path root;

  /** The first byte says which of the files the others are. */
  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] input) throws IOException {
    Path home = root.resolve("var/lib/dpkg");
    Files.createDirectories(home.resolve("info"));
    List<Path> files =
        List.of(
            home.resolve("status"),
            home.resolve("diversions"),
            home.resolve("info/tool.list"),
            home.resolve("info/tool.md5sums"));
    for (Path file : files) {
      Files.writeString(file, file.endsWith("status") ? STATUS : "");
    }
    if (input.length > 0) {
      Path fuzzed = files.get(Math.floorMod(input[0], files.size()));
      Files.write(fuzzed, Arrays.copyOfRange(input, 1, input.length));
    }
    try {
      ContentTree content =
          RootfsContent.walk(root, VerityParameters.DEFAULT, 1, Progress.NONE).tree();
      DpkgDatabase.read(content);
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }
}
