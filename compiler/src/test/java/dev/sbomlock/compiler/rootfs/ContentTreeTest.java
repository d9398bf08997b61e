// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.image.testing.RootBuilder;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names lead to files as they would in a chroot. */
final class ContentTreeTest {

  @TempDir private Path scratch;
  private ContentTree tree = new ContentTree(List.of(), List.of(), 0);

  @BeforeEach
  void walk() throws Exception {
    Path root =
        RootBuilder.build(
            scratch.resolve("root"),
            List.of(
                "file usr/bin/dash 0755 dash",
                "file usr/lib/x86/lib.so 0644 lib",
                "link bin usr/bin",
                "link usr/bin/sh dash",
                "link usr/bin/up ../../../../usr/lib/x86/lib.so",
                "link lib /usr/lib",
                "link usr/lib/alias /lib/x86",
                "link loop loop",
                "link a b",
                "link b a",
                "link out /../../usr/bin/dash",
                "link dangling /nowhere"),
            scratch);
    tree = RootfsContent.walk(root, VerityParameters.DEFAULT, 1, Progress.NONE).tree();
  }

  @ParameterizedTest
  @CsvSource({
    "usr/bin/dash, usr/bin/dash",
    "bin/dash, usr/bin/dash",
    "bin/sh, usr/bin/dash",
    "lib/x86/lib.so, usr/lib/x86/lib.so",
    "lib/alias/lib.so, usr/lib/x86/lib.so",
    "bin/up, usr/lib/x86/lib.so",
    "out, usr/bin/dash",
    "loop,",
    "loop/x,",
    "a,",
    "dangling,",
    "usr/bin,",
    "usr/bin/dash/below,",
  })
  void resolves(String name, String expected) {
    assertThat(tree.resolve(new ArtifactPath(name)))
        .isEqualTo(Optional.ofNullable(expected).map(ArtifactPath::new));
  }

  @ParameterizedTest
  @CsvSource({"bin/dash, usr/bin/dash", "lib/alias/lib.so, usr/lib/x86/lib.so", "bin/sh,", "out,"})
  void locatesTheFileItselfOnly(String name, String expected) {
    assertThat(tree.locate(new ArtifactPath(name)))
        .isEqualTo(Optional.ofNullable(expected).map(ArtifactPath::new));
  }

  @Test
  void readsOnlySmallFiles() throws Exception {
    assertThat(tree.read(new ArtifactPath("bin/dash"), 4))
        .hasValue(new byte[] {'d', 'a', 's', 'h'});
    assertThatThrownBy(() -> tree.read(new ArtifactPath("bin/dash"), 3))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("C044");
  }
}
