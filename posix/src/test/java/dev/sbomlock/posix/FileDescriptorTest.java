// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDescriptorTest {

  private static final int SIZE = 1_000_003;

  @TempDir Path directory;
  private final byte[] content = new byte[SIZE];
  private Path path;
  private Root root;

  @BeforeEach
  void plant() throws Exception {
    new Random(1).nextBytes(content);
    path = Files.write(directory.resolve("file"), content);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-x--x"));
    Files.createLink(directory.resolve("second-name"), path);
    Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000_000_007, 123)));
    root = Root.open(directory);
  }

  @AfterEach
  void close() {
    root.close();
  }

  @Test
  void statusIsWhatTheJdkSees() throws Exception {
    Map<String, Object> jdk = Files.readAttributes(path, "unix:*");
    try (FileDescriptor file = open("file")) {
      FileStatus status = file.status();

      assertThat(status.inode()).isEqualTo(jdk.get("ino"));
      assertThat(status.mode()).isEqualTo(jdk.get("mode"));
      assertThat(status.permissions()).isEqualTo(0551);
      assertThat(status.type()).isEqualTo(FileType.REGULAR);
      assertThat(status.uid()).isEqualTo(jdk.get("uid"));
      assertThat(status.gid()).isEqualTo(jdk.get("gid"));
      assertThat(status.links()).isEqualTo(2);
      assertThat(status.size()).isEqualTo(SIZE);
      assertThat(status.modified()).isEqualTo(new FileStatus.Time(1_000_000_007, 123));
      FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime");
      assertThat(status.changed().seconds()).isEqualTo(changed.to(TimeUnit.SECONDS));
      assertThat(userDevice(status)).isEqualTo(jdk.get("dev"));
      assertThat(status.isImmutable()).isFalse();
      assertThat(status.hasVerity()).isFalse();
    }
  }

  @Test
  void contentStartsAnewForEachReader() throws Exception {
    try (FileDescriptor file = open("file")) {
      for (int i = 0; i < 2; i++) {
        try (InputStream in = Channels.newInputStream(file.content())) {
          assertThat(in.readAllBytes()).isEqualTo(content);
        }
      }
    }
  }

  @Test
  void staysOnItsInodeWhenTheNameMoves() throws Exception {
    try (FileDescriptor file = open("file")) {
      Files.delete(path);
      Files.writeString(path, "another");
      assertThat(file.status().size()).isEqualTo(SIZE);
    }
  }

  @Test
  void knowsItsFileSystem() throws Exception {
    Process stat =
        new ProcessBuilder("stat", "--file-system", "--format=%t %s", path.toString()).start();
    String[] expected = output(stat).trim().split(" ", -1);
    try (FileDescriptor file = open("file")) {
      assertThat(Long.toHexString(file.fileSystem().magic())).isEqualTo(expected[0]);
      assertThat(file.fileSystem().blockSize()).isEqualTo(Long.parseLong(expected[1]));
    }
    assertThat(new FileSystem(FileSystem.EXT4, 4096).name()).isEqualTo("ext4");
    assertThat(new FileSystem(0x1234, 4096).name()).isEqualTo("0x1234");
  }

  @Test
  void generationIsWhatLsattrSees() throws Exception {
    Process lsattr = new ProcessBuilder("lsattr", "-v", path.toString()).start();
    String expected = output(lsattr).trim().split(" ", -1)[0];
    try (FileDescriptor file = open("file")) {
      assertThat(Integer.toUnsignedString(file.generation())).isEqualTo(expected);
    }
  }

  @Test
  void mayBeAskedWhetherItIsWritable() throws Exception {
    try (FileDescriptor file = open("second-name")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
      file.checkWritable();
    }
  }

  @Test
  void isNoNumberOnceClosed() throws Exception {
    FileDescriptor file = open("file");
    file.close();
    file.close();
    assertThatIllegalStateException().isThrownBy(file::number);
  }

  private FileDescriptor open(String name) throws NativeException {
    return root.open(name.getBytes(StandardCharsets.UTF_8));
  }

  // The dev_t of glibc (sys/sysmacros.h), for small numbers.
  private static long userDevice(FileStatus status) {
    int device = status.kernelDevice();
    int major = device >>> 20;
    int minor = device & 0xfffff;
    return (minor & 0xff) | (long) (major & 0xfff) << 8 | (long) (minor & ~0xff) << 12;
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
