// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LeaseTest {

  @TempDir Path directory;
  private Path path;
  private Root root;
  private FileDescriptor file;

  @BeforeEach
  void plant() throws Exception {
    path = Files.writeString(directory.resolve("file"), "content");
    root = Root.open(directory);
    file = root.open("file".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    file.close();
    root.close();
  }

  @Test
  void isHeldUntilClosed() throws Exception {
    Lease lease = Lease.read(file);
    assertThat(lease.isHeld()).isTrue();
    lease.close();
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void isRefusedWhileSomebodyCanWrite() throws Exception {
    try (FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE)) {
      assertThat(writer.isOpen()).isTrue();
      assertRefused();
    }
    Lease.read(file).close();
  }

  @Test
  void isRefusedWhileAMappingCanWrite() throws Exception {
    MappedByteBuffer mapping;
    try (FileChannel writer =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      mapping = writer.map(FileChannel.MapMode.READ_WRITE, 0, 4);
    }
    assertRefused();
    assertThat(mapping.get(0)).isEqualTo((byte) 'c');
  }

  @Test
  @Timeout(30)
  void aWriterWaitsAndIsNoticedAndEndsNobody() throws Exception {
    Lease lease = Lease.read(file);
    Process writer =
        new ProcessBuilder("sh", "-c", "echo changed >> \"$0\"", path.toString()).start();
    while (lease.isHeld()) {
      Thread.onSpinWait();
    }
    assertThat(Files.readString(path)).isEqualTo("content");
    lease.close();
    assertThat(writer.waitFor()).isZero();
    assertThat(Files.readString(path)).isEqualTo("contentchanged\n");
  }

  private void assertRefused() {
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> Lease.read(file))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
  }
}
