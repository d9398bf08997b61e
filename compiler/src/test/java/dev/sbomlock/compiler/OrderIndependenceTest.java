// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.RejectedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal inputs give equal bytes, whatever the order of arguments, entries and threads. */
final class OrderIndependenceTest {

  /** The entries of one SBOM, each on its own; some name the same file or component twice. */
  private static final List<String> ENTRIES =
      List.of(
          "{\"type\":\"file\",\"name\":\"/a\",\"hashes\":[{\"alg\":\"SHA-1\",\"content\":\""
              + "1".repeat(40)
              + "\"}]}",
          "{\"type\":\"file\",\"name\":\"/a\",\"hashes\":[{\"alg\":\"MD5\",\"content\":\""
              + "2".repeat(32)
              + "\"}]}",
          "{\"type\":\"library\",\"name\":\"x\",\"purl\":\"pkg:generic/x\",\"components\":[{\"type\":\"file\",\"name\":\"/a\"}]}",
          "{\"type\":\"library\",\"name\":\"y\",\"purl\":\"pkg:generic/y\",\"components\":[{\"type\":\"file\",\"name\":\"/b\",\"hashes\":[{\"alg\":\"MD5\",\"content\":\""
              + "3".repeat(32)
              + "\"}]}]}",
          "{\"type\":\"library\",\"name\":\"x\",\"purl\":\"pkg:generic/x\"}",
          "{\"type\":\"library\",\"name\":\"X\"}");

  @Property(tries = 60)
  void entriesMayStandInAnyOrder(@ForAll Random random) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "order");
    try {
      List<String> shuffled = new ArrayList<>(ENTRIES);
      Collections.shuffle(shuffled, random);
      assertThat(compileWithoutInputs(directory, shuffled))
          .isEqualTo(compileWithoutInputs(directory, ENTRIES));
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Property(tries = 8)
  void threadsDoNotShow(@ForAll @IntRange(min = 1, max = 9) int threads) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "threads");
    CompileRequest request = GoldenCase.named("dpkg-usrmerge-and-diversions").request(directory);
    assertThat(bytes(request.withThreads(threads))).isEqualTo(bytes(request.withThreads(1)));
  }

  @Test
  void argumentsMayStandInAnyOrderAndTwice(@TempDir Path scratch) throws Exception {
    CompileRequest request = GoldenCase.named("link-chain").request(scratch);
    CompileRequest again =
        CompileRequest.of(twiceReversed(request.sboms()))
            .withLinks(twiceReversed(request.links()), twiceReversed(request.linkKeys()), "")
            .withRootfs(request.rootfs().orElseThrow());
    assertThat(bytes(again)).isEqualTo(bytes(request));
  }

  private static List<Path> twiceReversed(List<Path> files) {
    List<Path> result = new ArrayList<>(files);
    result.addAll(files);
    Collections.reverse(result);
    return result;
  }

  /** The manifest but for the SBOM's own digest, which is another in another order. */
  private static List<Object> compileWithoutInputs(Path directory, List<String> entries)
      throws IOException, RejectedException {
    Path sbom = directory.resolve("sbom.json");
    Files.writeString(
        sbom,
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":["
            + String.join(",", entries)
            + "]}");
    Compilation compilation = Compiler.compile(CompileRequest.of(List.of(sbom)));
    return List.of(
        compilation.manifest().components(),
        compilation.manifest().files(),
        compilation.findings());
  }

  private static byte[] bytes(CompileRequest request) throws IOException, RejectedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ManifestWriter.write(Compiler.compile(request).manifest(), bytes);
    return bytes.toByteArray();
  }
}
