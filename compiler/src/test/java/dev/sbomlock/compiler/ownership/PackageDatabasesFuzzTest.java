// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.ReadableFile;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.RejectedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a package wrote into a database, it gives packages or a refusal. */
final class PackageDatabasesFuzzTest {

  private static final String SITE = "usr/lib/x-1.dist-info/";

  static Stream<Arguments> apk() throws IOException {
    return seed("apk-evidence", "installed");
  }

  static Stream<Arguments> record() throws IOException {
    return seed("python-record", "RECORD");
  }

  static Stream<Arguments> rpm() throws IOException {
    return seed("rpm-evidence", "rpmdb.sqlite");
  }

  static Stream<Arguments> npm() {
    return Stream.of(
        Arguments.of(
            (Object) "{\"name\":\"a\",\"version\":\"1\"}".getBytes(StandardCharsets.UTF_8)));
  }

  static Stream<Arguments> header() {
    byte[] header = new byte[8 + 16 + 2];
    header[3] = 1;
    header[7] = 2;
    header[10] = 3;
    header[11] = (byte) 0xe8;
    header[15] = 6;
    header[23] = 1;
    header[24] = 'a';
    return Stream.of(Arguments.of((Object) header));
  }

  @MethodSource("apk")
  @FuzzTest
  void readsApk(byte[] input) {
    readsOrRefuses(new Memory("lib/apk/db/installed", input));
  }

  @MethodSource("record")
  @FuzzTest
  void readsRecord(byte[] input) {
    byte[] metadata = "Name: x\nVersion: 1\n".getBytes(StandardCharsets.UTF_8);
    readsOrRefuses(new Memory(SITE + "METADATA", metadata), new Memory(SITE + "RECORD", input));
  }

  @MethodSource("rpm")
  @FuzzTest
  void readsRpm(byte[] input) {
    readsOrRefuses(new Memory("var/lib/rpm/rpmdb.sqlite", input));
  }

  @MethodSource("npm")
  @FuzzTest
  void readsNpm(byte[] input) {
    readsOrRefuses(new Memory("node_modules/a/package.json", input));
  }

  @MethodSource("header")
  @FuzzTest
  void readsHeader(byte[] input) {
    try {
      RpmHeader header = new RpmHeader(input);
      header.texts(RpmHeader.NAME);
      header.numbers(RpmHeader.EPOCH);
    } catch (IllegalArgumentException expected) {
      // Refused with its reason.
    }
  }

  private static void readsOrRefuses(Memory... files) {
    try {
      PackageDatabases.read(new ContentTree(List.of(files), List.of(), 0), finding -> {});
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }

  private static Stream<Arguments> seed(String golden, String file) throws IOException {
    Path path = GoldenCase.named(golden).directory().resolve(file);
    return Stream.of(Arguments.of((Object) Files.readAllBytes(path)));
  }

  /** A file in memory. */
  private static final class Memory implements ReadableFile {

    private final ArtifactPath path;
    private final byte[] bytes;

    private Memory(String path, byte[] bytes) {
      this.path = new ArtifactPath(path);
      this.bytes = bytes;
    }

    @Override
    public ArtifactPath path() {
      return path;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public SelfDescription describe() {
      return SelfDescription.NONE;
    }
  }
}
