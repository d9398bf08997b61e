// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.testing;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Makes OCI layouts from lines: {@code layer plain|gzip|zstd} starts a layer, {@code file}, {@code
 * link} and {@code pipe} lines are as for {@link RootBuilder}, but with raw names; {@code dir
 * PATH}, {@code hardlink PATH TARGET}; and {@code fault
 * size|digest|diff-id|missing|garbage|media-type} for what is to be wrong with the layer before it.
 */
public final class ImageBuilder {

  private final List<String> layers = new ArrayList<>();
  private final List<String> diffIds = new ArrayList<>();
  private final Path blobs;

  private ImageBuilder(Path blobs) {
    this.blobs = blobs;
  }

  /** Makes the layout in a directory, which is created, with the image tagged {@code app}. */
  public static Path build(Path layout, List<String> description, Path beside) throws IOException {
    ImageBuilder builder = new ImageBuilder(layout.resolve("blobs/sha256"));
    Files.createDirectories(builder.blobs);
    TarBuilder tar = new TarBuilder();
    String compression = "";
    String fault = "";
    for (String line : description) {
      String[] words = line.split(" ", 4);
      switch (words[0]) {
        case "layer" -> {
          builder.addLayer(compression, tar, fault);
          compression = words[1];
          tar = new TarBuilder();
          fault = "";
        }
        case "fault" -> fault = words[1];
        case "", "#" -> {}
        default -> add(tar, words, line, beside);
      }
    }
    builder.addLayer(compression, tar, fault);
    builder.finish(layout);
    return layout;
  }

  private static void add(TarBuilder tar, String[] words, String line, Path beside)
      throws IOException {
    switch (words[0]) {
      case "file" ->
          tar.file(
              words[1],
              Integer.parseInt(words[2], 8),
              RootBuilder.content(words.length < 4 ? "" : words[3], beside));
      case "dir" -> tar.entry('5', words[1] + "/", "", 0755);
      case "link" -> tar.entry('2', words[1], words[2], 0777);
      case "hardlink" -> tar.entry('1', words[1], words[2], 0644);
      case "pipe" -> tar.entry('6', words[1], "", 0644);
      default -> throw new IllegalArgumentException("not a line of an image: " + line);
    }
  }

  private void addLayer(String compression, TarBuilder tar, String fault) throws IOException {
    if (compression.isEmpty()) {
      return;
    }
    byte[] plain = tar.build();
    byte[] stored =
        switch (compression) {
          case "plain" -> plain;
          case "gzip" -> gzip(plain);
          case "zstd" -> Zstd.compress(plain, 3);
          default -> throw new IllegalArgumentException("no compression: " + compression);
        };
    if (fault.equals("garbage")) {
      stored = Arrays.copyOf(stored, stored.length / 2);
    }
    String hex = sha256(stored);
    String type =
        fault.equals("media-type")
            ? "application/vnd.oci.image.layer.v1.tar+encrypted"
            : "application/vnd.oci.image.layer.v1.tar"
                + (compression.equals("plain") ? "" : "+" + compression);
    layers.add(descriptor(type, hex, stored.length + (fault.equals("size") ? 1 : 0), ""));
    diffIds.add(
        "\"sha256:" + (fault.equals("diff-id") ? sha256(new byte[0]) : sha256(plain)) + "\"");
    if (fault.equals("digest")) {
      stored[stored.length / 2] ^= 1;
    }
    if (!fault.equals("missing")) {
      Files.write(blobs.resolve(hex), stored);
    }
  }

  private void finish(Path layout) throws IOException {
    String config =
        blob(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + String.join(",", diffIds)
                + "]}}",
            "application/vnd.oci.image.config.v1+json",
            "");
    String manifest =
        blob(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                + config
                + ",\"layers\":["
                + String.join(",", layers)
                + "]}",
            "application/vnd.oci.image.manifest.v1+json",
            ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"app\"}");
    Files.writeString(
        layout.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + manifest + "]}");
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  private String blob(String json, String type, String more) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    String hex = sha256(bytes);
    Files.write(blobs.resolve(hex), bytes);
    return descriptor(type, hex, bytes.length, more);
  }

  private static String descriptor(String type, String hex, long size, String more) {
    return "{\"mediaType\":\""
        + type
        + "\",\"digest\":\"sha256:"
        + hex
        + "\",\"size\":"
        + size
        + more
        + "}";
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Hex digits of the SHA-256. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
