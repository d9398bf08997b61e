// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.image.Platform;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerdStoreTest {

  @TempDir Path root;
  private ContainerdStore store;

  @BeforeEach
  void unpack() throws Exception {
    store = ContainerdFixture.unpack(root);
  }

  @Test
  void findsTheLayersLowestFirst() throws Exception {
    Path snapshots = root.resolve("io.containerd.snapshotter.v1.overlayfs/snapshots");

    assertThat(find(store, ContainerdFixture.IMAGE).layers())
        .containsExactly(snapshots.resolve("1/fs"), snapshots.resolve("2/fs"));
  }

  @Test
  void theLayersThemselvesNeedNotBeKept() throws Exception {
    List<Path> layers;
    try (var blobs = Files.list(root.resolve("io.containerd.content.v1.content/blobs/sha256"))) {
      layers = blobs.filter(blob -> blob.toFile().length() > 4096).toList();
    }
    assertThat(layers).hasSize(2);
    for (Path layer : layers) {
      Files.delete(layer);
    }

    assertThat(find(store, ContainerdFixture.IMAGE).layers()).hasSize(2);
  }

  @Test
  void namesWhatThereIs() {
    refuses("C237", store, "localhost/three:1")
        .contains("'localhost/three:1', but localhost/two:1");
    refuses("C237", new ContainerdStore(root, "k8s.io"), ContainerdFixture.IMAGE)
        .contains("none at all");
  }

  @Test
  void refusesAnotherPlatform() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () ->
                store.find(
                    ContainerdFixture.IMAGE,
                    Optional.of(Platform.parse("linux/arm64")),
                    Optional.empty()))
        .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo("C201"));
  }

  @Test
  void refusesWhatIsNoStore() throws Exception {
    refuses(
            "C236",
            new ContainerdStore(root.resolve("nowhere"), "default"),
            ContainerdFixture.IMAGE)
        .contains("no such file");
    Path metadata = root.resolve(ContainerdFixture.METADATA);
    Files.write(metadata, new byte[8192]);
    refuses("C236", store, ContainerdFixture.IMAGE).contains("no valid meta page");
  }

  @Test
  void refusesAnImageThatIsNotUnpacked() throws Exception {
    // The snapshotter has the database of another root, which has no snapshots.
    Path snapshots = root.resolve("io.containerd.snapshotter.v1.overlayfs/metadata.db");
    Files.copy(
        root.resolve(ContainerdFixture.METADATA), snapshots, StandardCopyOption.REPLACE_EXISTING);

    refuses("C238", store, ContainerdFixture.IMAGE).contains("there is no snapshot");
  }

  @Test
  void computesTheChainOfLayers() {
    Digest a = new Digest(DigestAlgorithm.SHA256, "a".repeat(64));
    Digest b = new Digest(DigestAlgorithm.SHA256, "b".repeat(64));

    assertThat(ContainerdStore.chain(List.of(a))).isEqualTo("sha256:" + "a".repeat(64));
    // printf 'sha256:%s sha256:%s' aaa… bbb… | sha256sum
    assertThat(ContainerdStore.chain(List.of(a, b)))
        .isEqualTo("sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c");
  }

  private static UnpackedImage find(ContainerdStore store, String name) throws RejectedException {
    return store.find(name, Optional.empty(), Optional.empty());
  }

  private static AbstractStringAssert<?> refuses(String code, ContainerdStore store, String name) {
    try {
      find(store, name);
    } catch (RejectedException e) {
      assertThat(e.diagnostics().get(0).code()).isEqualTo(code);
      return assertThat(e.diagnostics().get(0).fact());
    }
    throw new AssertionError("it was found");
  }
}
