// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.sbomlock.image.testing.ImageBuilder;
import dev.sbomlock.image.testing.TarBuilder;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a layer may be at most. */
final class LayerLimitsTest {

  @TempDir private Path scratch;

  @Test
  void refusesBombs() throws Exception {
    byte[] zeros = new TarBuilder().file("zeros", 0644, new byte[1 << 20]).build();
    Layer layer = layer(Zstd.compress(zeros), zeros);
    ImageLimits ratio = new ImageLimits(10, 1 << 30, 1000, 100, 10);
    assertThatThrownBy(() -> read(layer, ratio)).hasMessageContaining("C210");
    byte[] hole =
        new TarBuilder()
            .pax('x', "GNU.sparse.size=900000000000", "GNU.sparse.map=0,1")
            .file("hole", "x")
            .build();
    assertThatThrownBy(() -> read(layer(hole, hole), ImageLimits.DEFAULT))
        .hasMessageContaining("C210");
    byte[] many = new TarBuilder().file("a", "").file("b", "").file("c", "").build();
    assertThatThrownBy(() -> read(layer(many, many), new ImageLimits(2, 1 << 30, 1 << 20, 9, 9)))
        .hasMessageContaining("C210");
  }

  private static void read(Layer layer, ImageLimits limits) throws RejectedException {
    LayerApplier.apply(List.of(layer), index -> (entry, path, content) -> path, 1, limits);
  }

  private Layer layer(byte[] stored, byte[] plain) throws IOException {
    Path file = Files.write(scratch.resolve(ImageBuilder.sha256(stored)), stored);
    return new Layer(
        new Blob("layer", file, 0, stored.length),
        null,
        stored.length,
        new Digest(DigestAlgorithm.SHA256, ImageBuilder.sha256(plain)));
  }
}
