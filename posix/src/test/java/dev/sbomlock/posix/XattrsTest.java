// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class XattrsTest {

  private static final byte[] VALUE = {4, 4, 0, (byte) 0xff, '=', '\n', 0};

  @TempDir Path directory;

  @Test
  void valuesAreAnyBytes() throws Exception {
    Path path = Files.createFile(directory.resolve("file"));
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open("file".getBytes(StandardCharsets.UTF_8))) {
      assertThat(Xattrs.get(file, "user.sbomlock")).isEmpty();

      Xattrs.set(file, "user.sbomlock", VALUE);

      assertThat(jdkReads(path)).isEqualTo(VALUE);
      assertThat(Xattrs.get(file, "user.sbomlock")).contains(VALUE);
      byte[] large = new byte[3000];
      Arrays.fill(large, (byte) 7);
      Xattrs.set(file, "user.sbomlock", large);
      assertThat(Xattrs.get(file, "user.sbomlock")).contains(large);
      Xattrs.set(file, "user.sbomlock", new byte[0]);
      assertThat(Xattrs.get(file, "user.sbomlock")).contains(new byte[0]);
      Xattrs.remove(file, "user.sbomlock");
      assertThat(Xattrs.get(file, "user.sbomlock")).isEmpty();
    }
  }

  @Test
  void failuresNameTheAttribute() throws Exception {
    Files.createFile(directory.resolve("file"));
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open("file".getBytes(StandardCharsets.UTF_8))) {
      assertThatExceptionOfType(NativeException.class)
          .isThrownBy(() -> Xattrs.remove(file, "user.nothing"))
          .withMessage("fremovexattr user.nothing 'file': ENODATA (No data available)");
      assertThatExceptionOfType(NativeException.class)
          .isThrownBy(() -> Xattrs.get(file, "nothing.such"))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP));
    }
  }

  private static byte[] jdkReads(Path path) throws Exception {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    ByteBuffer value = ByteBuffer.allocate(view.size("sbomlock"));
    view.read("sbomlock", value);
    return value.array();
  }
}
