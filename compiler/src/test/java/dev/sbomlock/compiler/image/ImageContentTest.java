// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.compiler.rootfs.Content;
import dev.sbomlock.compiler.rootfs.RootfsContent;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.ImageReference.Transport;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.testing.ImageBuilder;
import dev.sbomlock.image.testing.RootBuilder;
import dev.sbomlock.image.testing.TarBuilder;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in their three containers, and what they are compared with. */
final class ImageContentTest {

  private static final List<String> TREE =
      List.of(
          "file usr/bin/app 4755 program",
          "file usr/lib/empty 0644 ",
          "file etc/conf 0600 text\\nand more",
          "link bin usr/bin",
          "link usr/lib/up ../../etc/conf",
          "pipe run/pipe");

  @TempDir private Path scratch;

  @Test
  void agreesWithTheSameDirectory() throws Exception {
    Path root = RootBuilder.build(scratch.resolve("root"), TREE, scratch);
    Content directory = RootfsContent.walk(root, VerityParameters.DEFAULT, 2, Progress.NONE);
    for (String compression : List.of("plain", "gzip", "zstd")) {
      Content image = image(layout(compression, TREE), Optional.empty());
      assertThat(image.measure(Map.of())).isEqualTo(directory.measure(Map.of()));
      assertThat(image.tree().symlinks()).isEqualTo(directory.tree().symlinks());
      assertThat(image.tree().specialFiles()).isEqualTo(1);
    }
  }

  @Test
  void computesMoreDigestsWhenTheyTurnOutToBeNeeded() throws Exception {
    Content image = image(layout("gzip", TREE), Optional.empty());
    ArtifactPath app = new ArtifactPath("usr/bin/app");
    Set<DigestAlgorithm> needed = EnumSet.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA512);
    assertThat(image.measure(Map.of(app, needed)).get(1).digests().algorithms())
        .containsAll(needed);
  }

  @Test
  void readsArchivesOfBothKinds() throws Exception {
    Path layout = layout("zstd", TREE);
    TarBuilder oci = new TarBuilder();
    for (Path file : files(layout)) {
      oci.file(layout.relativize(file).toString(), 0644, Files.readAllBytes(file));
    }
    Path archive = Files.write(scratch.resolve("oci.tar"), oci.build());
    Content expected = image(layout, Optional.empty());
    assertThat(open(Transport.OCI_ARCHIVE, archive, "").measure(Map.of()))
        .isEqualTo(expected.measure(Map.of()));

    byte[] layer = new TarBuilder().file("usr/x", "x").build();
    String diffId = "\"sha256:" + ImageBuilder.sha256(layer) + "\"";
    byte[] config =
        bytes(
            "{\"os\":\"linux\",\"architecture\":\"arm64\",\"rootfs\":{\"diff_ids\":["
                + diffId
                + ","
                + diffId
                + "]}}");
    String name = ImageBuilder.sha256(config) + ".json";
    byte[] docker =
        new TarBuilder()
            .file("a/layer.tar", 0644, layer)
            .entry('2', "b/layer.tar", "../a/layer.tar", 0777)
            .file(name, 0644, config)
            .file(
                "manifest.json",
                "[{\"Config\":\""
                    + name
                    + "\",\"RepoTags\":[\"app:1\"],\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]")
            .build();
    Path saved = Files.write(scratch.resolve("docker.tar"), docker);
    Content content = open(Transport.DOCKER_ARCHIVE, saved, "app:1");
    assertThat(content.tree().files()).containsExactly(new ArtifactPath("usr/x"));
    Digest imageId = new Digest(DigestAlgorithm.SHA256, ImageBuilder.sha256(config));
    assertThat(content.subject().orElseThrow().digest()).isEqualTo(imageId);
    assertThatThrownBy(() -> open(Transport.DOCKER_ARCHIVE, saved, "app:2"))
        .hasMessageContaining("C201");
  }

  @Test
  void choosesByPlatform() throws Exception {
    Path layout = layout("plain", TREE);
    String index = Files.readString(layout.resolve("index.json"));
    String image = index.substring(index.indexOf("[{") + 1, index.lastIndexOf(']'));
    String start = image.substring(0, image.length() - 1);
    Files.writeString(
        layout.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":["
            + start
            + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}},"
            + start
            + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}},"
            + start
            + ",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}}]}");
    assertThatThrownBy(() -> image(layout, Optional.empty()))
        .hasMessageContaining("C202")
        .hasMessageContaining("linux/arm/v7");
    assertThatThrownBy(() -> image(layout, Optional.of(Platform.parse("linux/s390x"))))
        .hasMessageContaining("C201");
    assertThat(image(layout, Optional.of(Platform.parse("linux/amd64"))).tree().files()).hasSize(3);
    // The index says arm, the image's own configuration amd64.
    assertThatThrownBy(() -> image(layout, Optional.of(Platform.parse("linux/arm"))))
        .hasMessageContaining("C201");
  }

  private Path layout(String compression, List<String> tree) throws IOException {
    List<String> lines = new ArrayList<>(List.of("layer " + compression));
    lines.addAll(tree);
    return ImageBuilder.build(scratch.resolve("layout-" + compression), lines, scratch);
  }

  private static Content image(Path layout, Optional<Platform> platform) throws RejectedException {
    return ImageContent.open(
        new ImageReference(Transport.OCI, layout, Optional.of("app")),
        platform,
        Set.of(),
        VerityParameters.DEFAULT,
        2);
  }

  private static Content open(Transport transport, Path file, String tag) throws RejectedException {
    Optional<String> wanted = tag.isEmpty() ? Optional.empty() : Optional.of(tag);
    return ImageContent.open(
        new ImageReference(transport, file, wanted),
        Optional.empty(),
        Set.of(),
        VerityParameters.DEFAULT,
        1);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
