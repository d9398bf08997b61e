// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a jar or a program holds, it tells its packages or why it does not. */
final class EmbeddedFuzzTest {

  static Stream<Arguments> jars() throws IOException {
    return seeds("jars-nested", "app.jar", "all.ear", "tool-1.jar");
  }

  static Stream<Arguments> programs() throws IOException {
    return seeds("go-programs", "tool", "unversioned");
  }

  @MethodSource("jars")
  @FuzzTest
  void describesJar(byte[] input) throws IOException {
    SelfDescription.read(new ArtifactPath("app.jar"), RandomBytes.of(input, input.length));
  }

  @MethodSource("programs")
  @FuzzTest
  void describesProgram(byte[] input) throws IOException {
    SelfDescription.read(new ArtifactPath("program"), RandomBytes.of(input, input.length));
  }

  private static Stream<Arguments> seeds(String golden, String... names) throws IOException {
    Path directory = GoldenCase.named(golden).directory();
    return GoldenCase.seeds(Stream.of(names).map(directory::resolve).toList(), false);
  }
}
