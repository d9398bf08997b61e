// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fs-verity digest against vectors that Debian's {@code fsverity digest} made, and against that
 * tool itself: all sizes around block and tree boundaries, both hashes, with and without salt.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VerityDigesterTest {

  private static final int VECTORS = 312;

  /** A number that no block size divides, so that blocks and chunks never fall together. */
  private static final int CHUNK = 65_537;

  @TempDir static Path directory;

  private List<Vector> vectors = List.of();

  private record Vector(long size, VerityParameters parameters, String digest) {}

  @BeforeAll
  void readVectorsAndMakeContent() throws Exception {
    vectors = readVectors();
    assertThat(vectors).hasSize(VECTORS);
    for (long size : vectors.stream().mapToLong(Vector::size).distinct().toArray()) {
      writeContent(size);
    }
  }

  @Test
  void agreesWithAllVectors() throws Exception {
    Map<VerityParameters, VerityDigester> digesters = new LinkedHashMap<>();
    for (Vector vector : vectors) {
      // One digester serves all files of its shape, as it does in a run over a tree.
      VerityDigester digester = digesters.computeIfAbsent(vector.parameters(), VerityDigester::new);
      try (InputStream in = Files.newInputStream(contentOf(vector.size()))) {
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          digester.update(chunk, 0, read);
        }
      }
      assertThat(HexFormat.of().formatHex(digester.finish()))
          .as(vector.toString())
          .isEqualTo(vector.digest());
    }
  }

  @Test
  void theToolAgreesWithAllVectors() throws Exception {
    Map<VerityParameters, List<Vector>> byShape = new LinkedHashMap<>();
    for (Vector vector : vectors) {
      byShape.computeIfAbsent(vector.parameters(), shape -> new ArrayList<>()).add(vector);
    }
    for (Map.Entry<VerityParameters, List<Vector>> shape : byShape.entrySet()) {
      assertThat(askTheTool(shape.getKey(), shape.getValue()))
          .as(shape.getKey().toString())
          .isEqualTo(shape.getValue().stream().map(Vector::digest).toList());
    }
  }

  @Test
  void bytesMayComeInAnyPortions() {
    byte[] content = new byte[3 * 4096 + 5];
    byte[] whole = digest(content, content.length);
    for (int portion : new int[] {1, 7, 4095, 4096, 4097}) {
      assertThat(digest(content, portion)).isEqualTo(whole);
    }
  }

  private static byte[] digest(byte[] content, int portion) {
    VerityDigester digester = new VerityDigester(VerityParameters.DEFAULT);
    for (int from = 0; from < content.length; from += portion) {
      digester.update(content, from, Math.min(portion, content.length - from));
    }
    return digester.finish();
  }

  private static List<String> askTheTool(VerityParameters shape, List<Vector> vectors)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("fsverity", "digest", "--compact"));
    command.add(
        "--hash-alg=" + (shape.hash() == VerityParameters.Hash.SHA256 ? "sha256" : "sha512"));
    command.add("--block-size=" + shape.blockSize());
    if (!shape.saltHex().isEmpty()) {
      command.add("--salt=" + shape.saltHex());
    }
    vectors.forEach(vector -> command.add(contentOf(vector.size()).toString()));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static Path contentOf(long size) {
    return directory.resolve(Long.toString(size));
  }

  /** The first bytes of SHA-256("sbomlock:0"), SHA-256("sbomlock:1"), … */
  private static void writeContent(long size) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(contentOf(size))) {
      long written = 0;
      for (long i = 0; written < size; ) {
        int filled = 0;
        while (filled < buffer.length && written + filled < size) {
          byte[] next = sha256.digest(("sbomlock:" + i++).getBytes(StandardCharsets.US_ASCII));
          System.arraycopy(next, 0, buffer, filled, next.length);
          filled += next.length;
        }
        int length = (int) Math.min(filled, size - written);
        out.write(buffer, 0, length);
        written += length;
      }
    }
  }

  private static List<Vector> readVectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(
                VerityDigesterTest.class.getResourceAsStream("/fsverity-vectors.json"));
        JsonParser json = new JsonFactory().createParser(in)) {
      json.nextToken();
      for (String name = json.nextFieldName();
          !"vectors".equals(Objects.requireNonNull(name, "no vectors"));
          name = json.nextFieldName()) {
        json.nextToken();
        json.skipChildren();
      }
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        vectors.add(readVector(json));
      }
    }
    return vectors;
  }

  private static Vector readVector(JsonParser json) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      fields.put(name, json.getText());
    }
    VerityParameters parameters =
        new VerityParameters(
            field(fields, "alg").equals("sha256")
                ? VerityParameters.Hash.SHA256
                : VerityParameters.Hash.SHA512,
            Integer.parseInt(field(fields, "block_size")),
            field(fields, "salt"));
    return new Vector(Long.parseLong(field(fields, "size")), parameters, field(fields, "digest"));
  }

  private static String field(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }
}
