// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is the same for any number of threads, and others can read it. */
final class CompressionTest {

  @TempDir private Path scratch;

  @EnumSource
  @ParameterizedTest
  void givesTheSameForAnyNumberOfThreads(Compression compression) throws IOException {
    byte[] plain = sample(9_000_001);
    byte[] one = compress(compression, plain, 1);
    assertThat(Compression.of(one)).isEqualTo(compression);
    for (int threads : new int[] {2, 3, 8}) {
      assertThat(compress(compression, plain, threads)).isEqualTo(one);
    }
    assertThat(compression.layer(new ByteArrayInputStream(one)).readAllBytes()).isEqualTo(plain);
  }

  // Around the size of a block, for the last one is marked.
  @ValueSource(ints = {0, 1, 262143, 262144, 262145, 524288, 1000000})
  @ParameterizedTest
  void theToolsReadIt(int size) throws Exception {
    byte[] plain = sample(size);
    assertThat(tool("gzip", compress(Compression.GZIP, plain, 2))).isEqualTo(plain);
    assertThat(tool("zstd", compress(Compression.ZSTD, plain, 2))).isEqualTo(plain);
  }

  @Test
  void compressesAboutAsWellAsGzip() throws IOException {
    byte[] plain = sample(4_000_000);
    ByteArrayOutputStream usual = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(usual)) {
      gzip.write(plain);
    }
    assertThat(compress(Compression.GZIP, plain, 2).length).isLessThan(usual.size() * 101 / 100);
  }

  @Test
  void layersMayHaveSeveralMembersAndDocumentsNot() throws IOException {
    byte[] member = compress(Compression.GZIP, sample(1000), 1);
    byte[] two = join(member, member);
    assertThat(Compression.GZIP.layer(new ByteArrayInputStream(two)).readAllBytes())
        .isEqualTo(join(sample(1000), sample(1000)));
    refused("something follows", () -> Compression.GZIP.document(new ByteArrayInputStream(two)));
    byte[] zeros = join(member, new byte[512]);
    refused("something follows", () -> Compression.GZIP.layer(new ByteArrayInputStream(zeros)));
  }

  @Test
  void refusesWhatIsDamaged() throws IOException {
    byte[] gzip = compress(Compression.GZIP, sample(100_000), 1);
    byte[] zstd = compress(Compression.ZSTD, sample(100_000), 1);
    for (int cut : new int[] {5, 11, 1000, 1}) {
      byte[] start = Arrays.copyOf(gzip, gzip.length - cut);
      refused("cut off", () -> Compression.GZIP.layer(new ByteArrayInputStream(start)));
      byte[] frame = Arrays.copyOf(zstd, zstd.length - cut);
      refused("zstd data", () -> Compression.ZSTD.layer(new ByteArrayInputStream(frame)));
    }
    byte[] otherSum = gzip.clone();
    otherSum[gzip.length - 8] ^= 1;
    refused("check sum", () -> Compression.GZIP.layer(new ByteArrayInputStream(otherSum)));
    byte[] otherSize = gzip.clone();
    otherSize[gzip.length - 1] ^= 1;
    refused("check sum", () -> Compression.GZIP.layer(new ByteArrayInputStream(otherSize)));
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  private static void refused(String why, Opening opening) {
    assertThatThrownBy(() -> opening.open().readAllBytes())
        .isInstanceOf(DamagedCompressionException.class)
        .hasMessageContaining(why);
  }

  private byte[] tool(String name, byte[] compressed) throws Exception {
    Path file = Files.write(scratch.resolve(name + compressed.length), compressed);
    Process process = new ProcessBuilder(name, "-dc").redirectInput(file.toFile()).start();
    byte[] plain = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return plain;
  }

  private static byte[] compress(Compression compression, byte[] plain, int threads)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = compression.compress(bytes, threads)) {
      // In pieces of odd sizes, as a rewriter writes.
      for (int at = 0; at < plain.length; at += 70_001) {
        out.write(plain, at, Math.min(70_001, plain.length - at));
      }
    }
    return bytes.toByteArray();
  }

  /** Text of few words, which compresses like programs do. */
  private static byte[] sample(int size) {
    Random random = new Random(7);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = i > 100 && random.nextInt(5) > 0 ? bytes[i - 97] : (byte) random.nextInt(64);
    }
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
