// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, no link comes out that the key did not sign. */
final class LinkReaderFuzzTest {

  private static final List<FunctionaryKey> KEYS = keys();
  private static final Set<Link> SIGNED = signed();

  static Stream<Arguments> seeds() throws IOException {
    return GoldenCase.seeds("link");
  }

  @MethodSource("seeds")
  @FuzzTest
  void verifiesOrRefuses(byte[] document) {
    try {
      Link link = LinkReader.read(document, "fuzzed", KEYS);
      if (!SIGNED.contains(link)) {
        throw new AssertionError("forged: " + link);
      }
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }

  /** The links of the golden cases that this key did sign. */
  private static Set<Link> signed() {
    Set<Link> links = new HashSet<>();
    try {
      for (GoldenCase golden : GoldenCase.all()) {
        for (Path file : golden.files("link")) {
          signed(Files.readAllBytes(file)).ifPresent(links::add);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return links;
  }

  private static Optional<Link> signed(byte[] document) {
    try {
      return Optional.of(LinkReader.read(document, "seed", KEYS));
    } catch (RejectedException bySomeoneElse) {
      return Optional.empty();
    }
  }

  private static List<FunctionaryKey> keys() {
    try {
      return List.of(
          FunctionaryKeyReader.read(
              Files.readAllBytes(GoldenCase.named("link-ed25519").files("pub").get(0)), "key"));
    } catch (IOException | RejectedException e) {
      throw new IllegalStateException(e);
    }
  }
}
