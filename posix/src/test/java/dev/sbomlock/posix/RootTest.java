// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RootTest {

  @TempDir Path directory;
  private Path tree;

  @BeforeEach
  void plant() throws Exception {
    Files.writeString(directory.resolve("outside"), "outside");
    tree = Files.createDirectories(directory.resolve("tree"));
    Files.createDirectories(tree.resolve("usr/bin"));
    Files.writeString(tree.resolve("usr/bin/tool"), "tool");
    Files.createSymbolicLink(tree.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("usr/bin/tool"));
    Files.createSymbolicLink(tree.resolve("escape"), Path.of("../outside"));
    Files.createSymbolicLink(tree.resolve("absolute"), tree.resolve("usr/bin/tool"));
  }

  @Test
  void opensWhatLiesBelow() throws Exception {
    try (Root root = Root.open(tree);
        FileDescriptor file = root.open(bytes("usr/bin/tool"))) {
      assertThat(read(file)).isEqualTo("tool");
    }
  }

  @Test
  void itsOwnPathMayBeASymbolicLink() throws Exception {
    Path alias = Files.createSymbolicLink(directory.resolve("alias"), tree);
    try (Root root = Root.open(alias);
        FileDescriptor file = root.open(bytes("usr/bin/tool"))) {
      assertThat(read(file)).isEqualTo("tool");
    }
  }

  @Test
  void readsTheTargetOfALinkByteForByte() throws Exception {
    Path odd = Path.of(URI.create("file:///proc/self/odd%FF%0A"));
    Files.createSymbolicLink(tree.resolve("odd"), odd);
    try (Root root = Root.open(tree);
        FileDescriptor link = root.locateSymlink(bytes("odd"));
        FileDescriptor file = root.locateSymlink(bytes("usr/bin/tool"))) {
      assertThat(link.readLink()).endsWith('o', 'd', 'd', 0xff, '\n').startsWith('/', 'p');
      assertThatExceptionOfType(NativeException.class)
          .isThrownBy(file::readLink)
          .returns(Errno.ENOENT, NativeException::errno);
      root.directory().syncFileSystem();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "link, ELOOP",
    "bin/tool, ELOOP",
    "escape, ELOOP",
    "absolute, ELOOP",
    "../outside, EXDEV",
    "usr/../../outside, EXDEV",
    "/usr/bin/tool, EXDEV",
    "nothing, ENOENT",
    "usr/bin/tool/nothing, ENOTDIR",
  })
  void refusesWhatLeadsElsewhere(String path, Errno errno) throws Exception {
    try (Root root = Root.open(tree)) {
      assertFails(errno, () -> root.open(bytes(path)).close());
      assertFails(errno, () -> root.locate(bytes(path)).close());
    }
  }

  @Test
  void findsASymbolicLinkItselfButNoneOnTheWay() throws Exception {
    try (Root root = Root.open(tree);
        FileDescriptor link = root.locateSymlink(bytes("link"))) {
      assertThat(link.status().type()).isEqualTo(FileType.SYMLINK);
      assertFails(Errno.ELOOP, () -> root.locateSymlink(bytes("bin/tool")).close());
    }
  }

  @Test
  void refusesAFileAsRoot() {
    assertFails(Errno.ENOTDIR, () -> Root.open(tree.resolve("usr/bin/tool")).close());
    assertFails(Errno.ENOENT, () -> Root.open(tree.resolve("nothing")).close());
  }

  @Test
  @Timeout(10)
  void neverWaitsForAFifo() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", tree.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    try (Root root = Root.open(tree);
        FileDescriptor located = root.locate(bytes("fifo"));
        FileDescriptor opened = root.open(bytes("fifo"))) {
      assertThat(located.status().type()).isEqualTo(FileType.FIFO);
      assertThat(opened.status().type()).isEqualTo(FileType.FIFO);
    }
  }

  @Test
  void namesAreBytes() throws Exception {
    byte[] name = {'r', 'o', 'o', 't', '-', (byte) 0xff, (byte) 0xc3, ' ', '%', '\n'};
    Path odd = Path.of(URI.create(tree.toUri() + "root-%FF%C3%20%25%0A"));
    Files.createDirectory(odd);
    Files.writeString(odd.resolve("file"), "odd");
    try (Root root = Root.open(tree);
        FileDescriptor file =
            root.open(
                (new String(name, StandardCharsets.ISO_8859_1) + "/file")
                    .getBytes(StandardCharsets.ISO_8859_1))) {
      assertThat(read(file)).isEqualTo("odd");
    }
    try (Root root = Root.open(odd);
        FileDescriptor file = root.open(bytes("file"))) {
      assertThat(read(file)).isEqualTo("odd");
    }
  }

  private interface Action {
    void run() throws NativeException;
  }

  private static void assertFails(Errno errno, Action action) {
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(action::run)
        .satisfies(e -> assertThat(e.errno()).isEqualTo(errno))
        .satisfies(e -> assertThat(e).hasMessageContaining(errno.name()));
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  private static String read(FileDescriptor file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    int length = file.content().read(buffer);
    return new String(buffer.array(), 0, length, StandardCharsets.UTF_8);
  }
}
