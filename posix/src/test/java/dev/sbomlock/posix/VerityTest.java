// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Where there is no fs-verity; where there is, the cases in vmtest/ speak. */
final class VerityTest {

  private static final Set<Errno> IMPOSSIBLE = Set.of(Errno.ENOTTY, Errno.EOPNOTSUPP);

  @Test
  void saysThatTheFileSystemCannot() throws Exception {
    try (Root proc = Root.open(Path.of("/proc/self"));
        FileDescriptor file = proc.open("status".getBytes(StandardCharsets.UTF_8))) {
      assertImpossible(() -> Verity.measure(file));
      assertImpossible(() -> Verity.enable(file, 1, 4096, new byte[0]));
    }
  }

  private static void assertImpossible(ThrowingCallable call) {
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.errno()).isIn(IMPOSSIBLE));
  }
}
