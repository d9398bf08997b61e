// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an index, manifest or configuration holds, it is read or refused. */
final class OciDocumentsFuzzTest {

  private static final String DESCRIPTOR =
      "{\"mediaType\":\"m\",\"size\":1,\"digest\":\"sha256:" + "0".repeat(64) + "\"}";

  static Stream<Arguments> seeds() {
    return Stream.of(
            "{\"schemaVersion\":2,\"manifests\":[" + DESCRIPTOR + "]}",
            "{\"schemaVersion\":2,\"config\":" + DESCRIPTOR + ",\"layers\":[]}",
            "{\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"sha512:00\"]}}",
            "[{\"Config\":\"c\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l\"]}]")
        .map(seed -> Arguments.of((Object) seed.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsOrRefuses(byte[] document) {
    attempt(() -> OciDocuments.index(document, "index"));
    attempt(() -> OciDocuments.manifest(document, "manifest"));
    attempt(() -> OciDocuments.config(document, "config"));
    attempt(() -> OciDocuments.dockerManifest(document, "manifest.json"));
  }

  private static void attempt(Reading reading) {
    try {
      reading.read();
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }

  private interface Reading {
    Object read() throws RejectedException;
  }
}
