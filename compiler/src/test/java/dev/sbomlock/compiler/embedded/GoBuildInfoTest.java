// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.embedded.EmbeddedPackage.Ecosystem;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs tell what {@code go version -m} tells of them. */
final class GoBuildInfoTest {

  private static final String MARK = "0123456789abcdef";

  @TempDir private static Path scratch;

  @ParameterizedTest
  @CsvSource({"amd64,exe", "amd64,pie", "386,exe", "s390x,exe"})
  void readsWhatGoReads(String architecture, String mode) throws Exception {
    Path program = build(architecture, mode);
    assertThat(describe(program).packages())
        .containsExactlyElementsOf(byGo(program))
        .contains(
            new EmbeddedPackage(Ecosystem.GO, "example.com/main", "(devel)", true),
            new EmbeddedPackage(Ecosystem.GO, "example.com/dep", "v1.5.0", false));
  }

  @Test
  void readsProgramsThatSectionsDoNotDescribe() throws Exception {
    Path program = build("amd64", "exe");
    byte[] bytes = Files.readAllBytes(program);
    // Without a table of sections the first writable segment is searched.
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(60, (short) 0)
        .putShort(62, (short) 0);
    assertThat(SelfDescription.read(new ArtifactPath("p"), RandomBytes.of(bytes, bytes.length)))
        .isEqualTo(describe(program));
  }

  @Test
  void aProgramBuiltOutsideOfModulesHoldsGosLibraryAlone() throws Exception {
    assertThat(describe(Path.of("/usr/bin/umoci")).packages())
        .containsExactlyElementsOf(byGo(Path.of("/usr/bin/umoci")))
        .hasSize(1);
  }

  @Test
  void programsOfOtherLanguagesTellNothing() throws Exception {
    assertThat(describe(Path.of("/bin/ls"))).isEqualTo(SelfDescription.NONE);
  }

  @ParameterizedTest
  @CsvSource({"4,false", "4,true", "8,false", "8,true"})
  void readsHeadersOfGo117AndEarlier(int width, boolean bigEndian) throws IOException {
    byte[] program = pointing(width, bigEndian, "go1.17.1", "mod\texample.com/old\tv1.0.0\t\n");
    assertThat(SelfDescription.read(new ArtifactPath("p"), RandomBytes.of(program, program.length)))
        .isEqualTo(
            new SelfDescription(
                List.of(
                    new EmbeddedPackage(Ecosystem.GO, "example.com/old", "v1.0.0", true),
                    new EmbeddedPackage(Ecosystem.GO, "stdlib", "1.17.1", false)),
                ""));
  }

  @Test
  void aStringThatOnlyMemoryHoldsIsEmpty() throws IOException {
    byte[] program = pointing(8, false, "go1.15.9", "mod\texample.com/old\tv1.0.0\t\n");
    ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).putLong(128 + 24, 0x10000 + 896);
    assertThat(SelfDescription.read(new ArtifactPath("p"), RandomBytes.of(program, program.length)))
        .isEqualTo(
            new SelfDescription(
                List.of(new EmbeddedPackage(Ecosystem.GO, "stdlib", "1.15.9", false)), ""));
  }

  @Test
  void pointersToNowhereAreADefect() throws IOException {
    byte[] program = pointing(8, false, "go1.17.1", "");
    ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).putLong(128 + 16, 7);
    assertThat(
            SelfDescription.read(new ArtifactPath("p"), RandomBytes.of(program, program.length))
                .defect())
        .contains("holds nothing for address 7");
  }

  @Test
  void noPrefixOfAProgramTellsWhatTheWholeTells() throws IOException {
    byte[] program =
        Files.readAllBytes(GoldenCase.named("go-programs").directory().resolve("tool"));
    for (int length = 0; length < program.length; length++) {
      assertThat(
              SelfDescription.read(new ArtifactPath("p"), RandomBytes.of(program, length))
                  .packages())
          .isEmpty();
    }
  }

  /**
   * A program as Go 1.17 made them: the header points to two strings, which point to their text.
   */
  private static byte[] pointing(int width, boolean bigEndian, String version, String modules) {
    int base = 0x10000;
    int info = 128;
    ByteBuffer elf =
        ByteBuffer.allocate(1024)
            .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (width / 4), (byte) (bigEndian ? 2 : 1)});
    if (width == 8) {
      elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
      elf.putInt(64, 1).putInt(68, 6).putLong(72, info).putLong(80, base).putLong(96, 896);
      elf.putLong(104, 1024);
    } else {
      elf.putInt(28, 52).putShort(42, (short) 32).putShort(44, (short) 1);
      elf.putInt(52, 1)
          .putInt(56, info)
          .putInt(60, base)
          .putInt(68, 896)
          .putInt(72, 1024)
          .putInt(76, 6);
    }
    elf.position(info);
    elf.put("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1));
    elf.put((byte) width).put((byte) (bigEndian ? 1 : 0));
    byte[] text = (MARK + modules + MARK).getBytes(StandardCharsets.UTF_8);
    address(elf, info + 16, width, base + 64);
    address(elf, info + 16 + width, width, base + 96);
    address(elf, info + 64, width, base + 128);
    address(elf, info + 64 + width, width, version.length());
    address(elf, info + 96, width, base + 160);
    address(elf, info + 96 + width, width, modules.isEmpty() ? 0 : text.length);
    elf.position(info + 128).put(version.getBytes(StandardCharsets.UTF_8));
    elf.position(info + 160).put(text);
    return elf.array();
  }

  private static void address(ByteBuffer elf, int at, int width, int value) {
    if (width == 8) {
      elf.putLong(at, value);
    } else {
      elf.putInt(at, value);
    }
  }

  private static Path build(String architecture, String mode) throws Exception {
    Path module = scratch.resolve("module");
    Files.createDirectories(module.resolve("vendor/example.com/dep"));
    Files.writeString(
        module.resolve("go.mod"),
        "module example.com/main\n\ngo 1.19\n\nrequire example.com/dep v1.5.0\n");
    Files.writeString(
        module.resolve("main.go"),
        "package main\n\nimport \"example.com/dep\"\n\nfunc main() { println(dep.Answer) }\n");
    Files.writeString(
        module.resolve("vendor/example.com/dep/dep.go"), "package dep\n\nvar Answer = 42\n");
    Files.writeString(
        module.resolve("vendor/modules.txt"),
        "# example.com/dep v1.5.0\n## explicit\nexample.com/dep\n");
    Path program = scratch.resolve("program");
    run(
        module,
        Map.of("GOARCH", architecture),
        "go",
        "build",
        "-mod=vendor",
        "-buildmode=" + mode,
        "-o",
        program.toString());
    return program;
  }

  private static List<EmbeddedPackage> byGo(Path program) throws Exception {
    List<EmbeddedPackage> packages = new ArrayList<>();
    String version = "";
    for (String line : run(scratch, Map.of(), "go", "version", "-m", program.toString())) {
      String[] fields = line.strip().split("\t", -1);
      if (line.startsWith("/")) {
        version = line.substring(line.lastIndexOf("go") + 2);
      } else if (List.of("mod", "dep").contains(fields[0])) {
        packages.add(
            new EmbeddedPackage(Ecosystem.GO, fields[1], fields[2], fields[0].equals("mod")));
      }
    }
    packages.add(new EmbeddedPackage(Ecosystem.GO, "stdlib", version, false));
    return packages;
  }

  private static List<String> run(Path directory, Map<String, String> more, String... command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "GOCACHE", scratch.resolve("cache").toString(),
                "GOPATH", scratch.resolve("path").toString(),
                "GOFLAGS", "",
                "GOPROXY", "off",
                "CGO_ENABLED", "0"));
    builder.environment().putAll(more);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), output).isZero();
    return output.lines().toList();
  }

  private static SelfDescription describe(Path program) throws IOException {
    try (FileChannel channel = FileChannel.open(program)) {
      return SelfDescription.read(new ArtifactPath("program"), RandomBytes.of(channel));
    }
  }
}
