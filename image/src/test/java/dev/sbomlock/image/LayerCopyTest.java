// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.image.testing.ImageBuilder;
import dev.sbomlock.image.testing.TarBuilder;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who takes a layer while it is read: more of it than waits between the threads. */
@Timeout(value = 60, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LayerCopyTest {

  private static final int SIZE = 12 << 20;

  @TempDir private Path scratch;
  private byte[] plain = {};
  private Layer layer;

  @BeforeEach
  void build() throws IOException {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    plain = new TarBuilder().file("large", 0644, content).file("small", "s").build();
    Path file = Files.write(scratch.resolve("layer"), plain);
    Digest digest = new Digest(DigestAlgorithm.SHA256, ImageBuilder.sha256(plain));
    layer = new Layer(new Blob("layer", file, 0, plain.length), null, plain.length, digest);
  }

  @Test
  void takesTheVeryBytes() throws RejectedException {
    AtomicReference<byte[]> taken = new AtomicReference<>();
    assertThat(read(in -> taken.set(in.readAllBytes()))).isEqualTo(2);
    assertThat(taken.get()).isEqualTo(plain);
  }

  @Test
  void mayTakeLess() throws RejectedException {
    assertThat(read(in -> assertThat(in.readNBytes(3)).hasSize(3))).isEqualTo(2);
  }

  @Test
  void saysWhatKeptItFromTaking() {
    assertThatThrownBy(
            () ->
                read(
                    in -> {
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("C214")
        .hasMessageContaining("no space left");
  }

  @Test
  void doesNotStopWhoReads() {
    assertThatThrownBy(
            () ->
                read(
                    in -> {
                      throw new IllegalArgumentException("a fault of ours");
                    }))
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void isTheLastThingThatIsSaidOfDamage() throws IOException {
    plain[plain.length - 1500] ^= 1;
    Files.write(scratch.resolve("layer"), plain);
    assertThatThrownBy(
            () ->
                read(
                    in -> {
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(RejectedException.class)
        .hasMessageNotContaining("C214");
  }

  private int read(LayerCopy copy) throws RejectedException {
    return LayerApplier.apply(List.of(layer), index -> new Visitor(copy), 1).size();
  }

  private record Visitor(LayerCopy taker) implements LayerVisitor<Integer> {

    @Override
    public Integer file(TarEntry entry, ArtifactPath path, TarReader content) {
      return 0;
    }

    @Override
    public Optional<LayerCopy> copy() {
      return Optional.of(taker);
    }
  }
}
